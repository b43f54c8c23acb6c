import {_t} from "@web/core/l10n/translation";

/**
 * Return the time between two moments in its two largest units, as people say it.
 *
 * @param {luxon.DateTime} now
 * @param {luxon.DateTime} due
 */
export function getRemaining(now, due) {
    const seconds = Math.floor(Math.abs(due.diff(now).as("seconds")));
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const days = Math.floor(hours / 24);
    if (days) {
        return _t("%(days)s d %(hours)s h", {days, hours: hours % 24});
    }
    if (hours) {
        return _t("%(hours)s h %(minutes)s min", {hours, minutes: minutes % 60});
    }
    if (minutes >= 10) {
        return _t("%(minutes)s min", {minutes});
    }
    return _t("%(minutes)s min %(seconds)s s", {minutes, seconds: seconds % 60});
}
