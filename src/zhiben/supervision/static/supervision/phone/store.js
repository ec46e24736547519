// The phone's own store. Everything typed, signed or photographed is here before anything else happens with it.
const NAME = "zhiben-supervision";

// Each step leads from one version to the next; none is ever changed, and none throws away what is unsent.
const STEPS = [
  (db) => {
    db.createObjectStore("meta", { keyPath: "name" });
    db.createObjectStore("packs", { keyPath: "person" });
    db.createObjectStore("acts", { keyPath: "key" });
    db.createObjectStore("photos", { keyPath: "id" });
  },
];

export const VERSION = STEPS.length;

let opened = null;

function open() {
  opened = opened || new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = (event) => {
      STEPS.slice(event.oldVersion).forEach((step) => step(asked.result, asked.transaction));
    };
    asked.onsuccess = () => {
      // A newer app in another window may change the store: let it, and open anew afterwards.
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      done(asked.result);
    };
    asked.onerror = () => { opened = null; fail(asked.error); };
  });
  return opened;
}

async function within(stores, mode, what) {
  const db = await open();
  return new Promise((done, fail) => {
    const whole = db.transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : {});
    const asked = what(whole);
    whole.oncomplete = () => done(asked && "result" in asked ? asked.result : undefined);
    whole.onerror = () => fail(whole.error);
    whole.onabort = () => fail(whole.error);
  });
}

export const get = (store, key) => within([store], "readonly", (one) => one.objectStore(store).get(key));
export const all = (store) => within([store], "readonly", (one) => one.objectStore(store).getAll());
// Committed without waiting for this page: it may be gone with the next blink.
export const put = (store, row) => within([store], "readwrite", (one) => {
  one.objectStore(store).put(row);
  one.commit();
});
export const remove = (store, key) => within([store], "readwrite", (one) => { one.objectStore(store).delete(key); });

// Read a row, change it and write it in one transaction, so that two who change it do not undo each other.
export const change = (store, key, how) => within([store], "readwrite", (one) => {
  const rows = one.objectStore(store);
  rows.get(key).onsuccess = (event) => {
    const row = event.target.result;
    if (row && how(row) !== false) rows.put(row);
  };
});

// Read an act with its photos and write in the same transaction what became of it; photos named in the answer go.
export const settle = (key, how) => within(["acts", "photos"], "readwrite", (one) => {
  const [acts, photos] = [one.objectStore("acts"), one.objectStore("photos")];
  acts.get(key).onsuccess = (act) => {
    photos.getAll().onsuccess = (rows) => {
      const mine = rows.target.result.filter((photo) => photo.act === key);
      const { row, gone = [] } = how(act.target.result, mine);
      if (row) acts.put(row);
      gone.forEach((photo) => photos.delete(photo.id));
    };
  };
});

// A finding goes with its photos, all or nothing.
export const drop = (key) => within(["acts", "photos"], "readwrite", (one) => {
  one.objectStore("acts").delete(key);
  one.objectStore("photos").openCursor().onsuccess = (event) => {
    const cursor = event.target.result;
    if (!cursor) return;
    if (cursor.value.act === key) cursor.delete();
    cursor.continue();
  };
});
