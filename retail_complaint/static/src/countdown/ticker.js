import {onWillDestroy, reactive, useState} from "@odoo/owl";

const {DateTime} = luxon;

// One timer for all the countdowns of a page.
const ticker = reactive({now: DateTime.now()});
let watchers = 0;
let timer = null;

/** Give a component the time of now, renewed every second while somebody looks at it. */
export function useTicker() {
    if (!watchers++) {
        ticker.now = DateTime.now();
        timer = setInterval(() => (ticker.now = DateTime.now()), 1000);
    }
    onWillDestroy(() => {
        if (!--watchers) {
            clearInterval(timer);
        }
    });
    return useState(ticker);
}
