// Run by networks.test.ts: a written module with TensorFlow.js's core and its wasm backend, nothing else.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";

const folder = process.argv[2];
const { weights, image, batch } = JSON.parse(readFileSync(join(folder, "numbers.json"), "utf8"));
const { build } = await import(pathToFileURL(join(folder, "net.mjs")).href);
await tf.setBackend("wasm");
await tf.ready();
const { predict } = build(tf, { weights: new Map(Object.entries(weights)) });
const logits = predict(tf.tensor4d(image, [batch, 32, 32, 3]));
console.log(JSON.stringify({ backend: tf.getBackend(), logits: [...logits.dataSync()] }));
