// CommonJS, so that require() finds the packages through NODE_PATH: they are installed in the
// state folder, never in the tree.
const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    js.configs.recommended,
    {
        files: ["**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        linterOptions: {reportUnusedDisableDirectives: "error"},
        rules: {
            complexity: ["error", 10],
            curly: "error",
            eqeqeq: "error",
            "max-lines-per-function": ["error", {max: 40, skipComments: true}],
            "no-alert": "error",
            "no-console": "error",
            "no-eval": "error",
            "no-var": "error",
            "prefer-const": "error",
        },
    },
];
