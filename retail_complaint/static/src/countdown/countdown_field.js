import {Component} from "@odoo/owl";
import {formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {getRemaining} from "./remaining";
import {useTicker} from "./ticker";

/**
 * The time that is left until a datetime field, counted down without asking the server: red when
 * it is past, amber when at risk, grey while the clocks of the case are paused.
 */
export class CountdownField extends Component {
    static template = "retail_complaint.CountdownField";
    static props = {...standardFieldProps};

    setup() {
        this.ticker = useTicker();
    }

    get due() {
        return this.props.record.data[this.props.name];
    }

    get isPaused() {
        return this.props.record.data.complaint_clock_state === "paused";
    }

    get isLate() {
        return this.due && this.due < this.ticker.now;
    }

    get isAtRisk() {
        const warning = this.props.record.data.complaint_next_warning;
        return warning && warning <= this.ticker.now;
    }

    get text() {
        if (this.isPaused) {
            return _t("Paused");
        }
        if (!this.due) {
            return "";
        }
        const time = getRemaining(this.ticker.now, this.due);
        return this.isLate ? _t("%s late", time) : time;
    }

    get className() {
        if (this.isPaused) {
            return "text-muted fst-italic";
        }
        if (this.isLate) {
            return "text-danger fw-bold";
        }
        return this.isAtRisk ? "text-warning fw-bold" : "";
    }

    get tooltip() {
        // The name of the clock tells the calendar by which it counts.
        const clock = this.props.record.data.complaint_next_clock_id;
        const parts = [clock && clock.display_name, this.due && formatDateTime(this.due)];
        return parts.filter(Boolean).join("\n");
    }
}

export const countdownField = {
    component: CountdownField,
    displayName: _t("Countdown"),
    supportedTypes: ["datetime"],
    fieldDependencies: [
        {name: "complaint_clock_state", type: "selection", selection: []},
        {name: "complaint_next_warning", type: "datetime"},
        {name: "complaint_next_clock_id", type: "many2one", relation: "complaint.clock"},
    ],
};

registry.category("fields").add("complaint_countdown", countdownField);
