// What the form for customers does better with a script: photos are made smaller before they are
// sent, and the button is pressed once. Without it the form works as it stands.

const LONGEST_SIDE = 1600;
const QUALITY = 0.8;
const SMALL_ENOUGH = 400 * 1024;

async function shrink(file) {
    if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) {
        return file;
    }
    try {
        const picture = await createImageBitmap(file, {imageOrientation: "from-image"});
        const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
        return blob && blob.size < file.size
            ? new File([blob], "photo.jpg", {type: "image/jpeg"})
            : file;
    } catch {
        // A format that this browser cannot draw is sent as it is.
        return file;
    }
}

async function onPhotosChosen(input) {
    const chosen = [...input.files];
    const photos = await Promise.all(chosen.map(shrink));
    const unchanged = chosen.every((file, i) => file === input.files[i]);
    if (unchanged && chosen.length === input.files.length) {
        const sent = new DataTransfer();
        photos.forEach((photo) => sent.items.add(photo));
        input.files = sent.files;
    }
    const size = [...input.files].reduce((sum, file) => sum + file.size, 0) / 1024 ** 2;
    const hint = document.querySelector(`#${input.id}_hint .taken`);
    hint.textContent = input.files.length ? `${input.files.length} · ${size.toFixed(1)} MB` : "";
}

for (const input of document.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => onPhotosChosen(input));
}
for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", () => {
        for (const button of form.querySelectorAll("button")) {
            button.disabled = true;
        }
    });
}
// Back from the next page, the browser shows this one as it was left.
window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button")) {
        button.disabled = false;
    }
});
