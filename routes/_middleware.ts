import { beginSidebar } from "@/lib/http/sidebar.ts";
import { signInWall } from "@/lib/http/sign_in_wall.ts";

export default [signInWall(), beginSidebar()];
