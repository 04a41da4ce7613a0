// Texts of import.
export const imports = {} as const;
