import {Component, useRef} from "@odoo/owl";
import {AutoComplete} from "@web/core/autocomplete/autocomplete";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useChildRef, useService} from "@web/core/utils/hooks";

/**
 * One search for who is talking and what he bought: first the customer, then his purchases. What
 * is chosen is handed to the record as a word (`pick`), and the server takes it in.
 */
export class ComplaintCallerField extends Component {
    static template = "retail_complaint.ComplaintCallerField";
    static components = {AutoComplete};
    static props = {...standardFieldProps, placeholder: {type: String, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.input = useChildRef();
        this.root = useRef("root");
    }

    get sources() {
        return [
            {
                placeholder: _t("Searching..."),
                options: (request) => this.search(request),
                optionSlot: "option",
            },
        ];
    }

    async search(request) {
        const {partner_id, store_id} = this.props.record.data;
        const found = await this.orm.call("complaint.desk", "search_caller", [
            request,
            partner_id && partner_id.id,
            store_id && store_id.id,
        ]);
        return found.map((row) => ({
            label: row.label,
            data: row,
            onSelect: () => this.take(row.pick),
        }));
    }

    async take(pick) {
        await this.props.record.update({pick, [this.props.name]: ""});
        const input = this.input.el;
        input.value = "";
        if (pick.startsWith("customer:")) {
            // Now his purchases: the next key chooses one of them.
            input.dispatchEvent(new Event("input", {bubbles: true}));
        }
    }

    /** What was typed and not chosen stays in the field, also when the form is drawn anew. */
    onChange({inputValue}) {
        this.props.record.update({[this.props.name]: inputValue});
    }
}

registry.category("fields").add("complaint_caller", {
    component: ComplaintCallerField,
    supportedTypes: ["char"],
    extractProps: ({placeholder}) => ({placeholder}),
});
