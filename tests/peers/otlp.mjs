// Sends numbered log records with one of OpenTelemetry's exporters and prints each number that was taken. What fails is sent again.
// usage: otlp.mjs http|proto|grpc URL TOKEN COUNT
import { createRequire } from 'node:module'

const [kind, url, token, count] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-' + kind)
const { resourceFromAttributes } = require('@opentelemetry/resources')

function exporter () {
  if (kind !== 'grpc') return new OTLPLogExporter({ url: url + '/v1/logs', headers: { Authorization: 'Bearer ' + token }, compression: 'gzip', timeoutMillis: 5000 })
  const { Metadata, credentials } = require('@grpc/grpc-js')
  const metadata = new Metadata()
  metadata.set('authorization', 'Bearer ' + token)
  return new OTLPLogExporter({ url, metadata, credentials: credentials.createInsecure(), compression: 'gzip', timeoutMillis: 5000 })
}

const record = n => ({
  hrTime: [1764000000, 5], hrTimeObserved: [1764000001, 0], severityNumber: 9, severityText: 'INFO', body: String(n), attributes: { 'event.sequence': n },
  resource: resourceFromAttributes({ 'service.name': 'peer' }), instrumentationScope: { name: 'tests' }, droppedAttributesCount: 0,
  spanContext: { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', traceFlags: 1 }
})

const out = exporter()
const send = records => new Promise(resolve => out.export(records, resolve))
for (let n = 0; n < Number(count); n += 10) {
  const numbers = Array.from({ length: 10 }, (_, i) => n + i)
  for (let tries = 0; ; tries++) {
    const result = await send(numbers.map(record))
    if (result.code === 0) break
    if (tries === 100) throw result.error
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  console.log(numbers.join('\n'))
}
await out.shutdown()
