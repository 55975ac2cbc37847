// Keeps all that node-oidc-provider gives it, until it expires. The adapter that comes with it forgets all but the last
// thousand things, among them tokens that are still in use here.
const things = new Map();
const idsByUid = new Map();
const keysByGrant = new Map();

export default class MapAdapter {
  constructor(model) {
    this.model = model;
  }

  async upsert(id, payload, expiresIn) {
    const key = this.key(id);
    things.set(key, { payload, expires: Date.now() + (expiresIn ?? Infinity) * 1000 });
    if (payload.uid) {
      idsByUid.set(payload.uid, id);
    }
    if (payload.grantId) {
      if (!keysByGrant.has(payload.grantId)) {
        keysByGrant.set(payload.grantId, new Set());
      }
      keysByGrant.get(payload.grantId).add(key);
    }
  }

  async find(id) {
    const thing = things.get(this.key(id));
    if (thing && thing.expires < Date.now()) {
      await this.destroy(id);
      return undefined;
    }
    return thing?.payload;
  }

  async findByUid(uid) {
    return this.find(idsByUid.get(uid));
  }

  async findByUserCode() {
    return undefined; // no device flow here
  }

  async consume(id) {
    things.get(this.key(id)).payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    const key = this.key(id);
    const payload = things.get(key)?.payload;
    things.delete(key);
    idsByUid.delete(payload?.uid);
    keysByGrant.get(payload?.grantId)?.delete(key);
  }

  async revokeByGrantId(grantId) {
    keysByGrant.get(grantId)?.forEach((key) => things.delete(key));
    keysByGrant.delete(grantId);
  }

  key(id) {
    return `${this.model} ${id}`;
  }
}
