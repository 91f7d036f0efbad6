// Sends numbered documents with the bulk helper of Elastic's client, each with its number as _id, and prints each number that was taken.
// usage: elastic-bulk.mjs URL TOKEN COUNT
import { Client } from '@elastic/elasticsearch'

const [url, token, count] = process.argv.slice(2)
const client = new Client({ node: url, auth: { bearer: token }, maxRetries: 100, retryOnTimeout: true, requestTimeout: 5000, retryBackoff: () => 200 })
await client.info()

async function * documents () {
  for (let n = 0; n < Number(count); n++) {
    if (n % 50 === 0) await new Promise(resolve => setTimeout(resolve, 20))
    yield { '@timestamp': '2026-11-24T10:00:00Z', n }
  }
}

const result = await client.helpers.bulk({
  datasource: documents(),
  onDocument: document => [{ create: { _index: 'peer', _id: String(document.n) } }, document],
  flushBytes: 4000,
  concurrency: 2,
  retries: 100,
  wait: 200,
  onSuccess: ({ document }) => console.log(document.n),
  onDrop: drop => console.error('dropped', JSON.stringify(drop))
})
console.error('done', JSON.stringify(result))
