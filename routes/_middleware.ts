import { signInWall } from "@/lib/http/sign_in_wall.ts";

export default signInWall();
