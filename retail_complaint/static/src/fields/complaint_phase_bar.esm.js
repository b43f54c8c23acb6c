import {StatusBarField, statusBarField} from "@web/views/fields/statusbar/statusbar_field";
import {registry} from "@web/core/registry";

/**
 * The phases of a case. A click asks the gate; when it refuses, the bar shows the phase in which
 * the case still is, so that the next save does not ask again.
 */
export class ComplaintPhaseBar extends StatusBarField {
    async selectItem(item) {
        const {name, record} = this.props;
        const before = record.data[name];
        try {
            await super.selectItem(item);
        } catch (error) {
            await record.update({[name]: before});
            throw error;
        }
    }
}

registry.category("fields").add("complaint_phase_bar", {
    ...statusBarField,
    additionalClasses: ["o_field_statusbar"],
    component: ComplaintPhaseBar,
});
