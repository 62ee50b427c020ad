import assert from "node:assert";
import { catalogue } from "kesc";

assert(catalogue.length > 10);
