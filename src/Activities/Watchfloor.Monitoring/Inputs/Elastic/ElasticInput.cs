using Microsoft.AspNetCore.Http;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;

namespace Watchfloor.Monitoring.Inputs.Elastic;

/// <summary>Takes documents as Elasticsearch does: in bulk, or one.</summary>
internal sealed class ElasticInput(IIntake intake, BodyReader bodies, SenderGate gate, HttpInputOptions options, TimeProvider time)
{
    /// <summary><c>POST /_bulk</c> and <c>POST /{index}/_bulk</c>.</summary>
    public async Task BulkAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var verdict = gate.Admit(context, "elastic", out var source);
        if (verdict != SenderVerdict.Admitted)
        {
            await ElasticReply.RefusedAsync(context, verdict).ConfigureAwait(false);
            return;
        }

        var (body, fault) = await bodies.ReadAsync(context).ConfigureAwait(false);
        using (body)
        {
            if (fault is not null)
            {
                await ElasticReply.FaultAsync(context, fault).ConfigureAwait(false);
                return;
            }

            using var documents = bodies.Create();
            var bulk = BulkBody.Read(body!.Bytes.Span, source!.Id, context.Request.RouteValues["index"] as string, documents, MostBytes);
            if (await TakeAsync(context, source, bulk, documents).ConfigureAwait(false))
                await ElasticReply.WriteAsync(
                    context,
                    StatusCodes.Status200OK,
                    json => BulkAnswer.Write(json, bulk.Items, (long)time.GetElapsedTime(started).TotalMilliseconds, new FilterPath(context.Request.Query["filter_path"])))
                    .ConfigureAwait(false);
        }
    }

    /// <summary><c>POST /{index}/_doc</c> and its like: one document, which is the body.</summary>
    public async Task DocumentAsync(HttpContext context)
    {
        var verdict = gate.Admit(context, "elastic", out var source);
        if (verdict != SenderVerdict.Admitted)
        {
            await ElasticReply.RefusedAsync(context, verdict).ConfigureAwait(false);
            return;
        }

        var (body, fault) = await bodies.ReadAsync(context).ConfigureAwait(false);
        using (body)
        {
            if (fault is not null)
            {
                await ElasticReply.FaultAsync(context, fault).ConfigureAwait(false);
                return;
            }

            using var documents = bodies.Create();
            var bulk = BulkBody.Read(AsBulk(context, body!.Bytes.Span), source!.Id, context.Request.RouteValues["index"] as string, documents, MostBytes);
            if (await TakeAsync(context, source, bulk, documents).ConfigureAwait(false))
                await ElasticReply.WriteAsync(context, bulk.Items[0].Fault?.Status ?? StatusCodes.Status201Created, json =>
                {
                    json.WriteStartObject();
                    BulkAnswer.WriteFields(json, bulk.Items[0], field => field != "status" || bulk.Items[0].Fault is not null);
                    json.WriteEndObject();
                }).ConfigureAwait(false);
        }
    }

    // Each document gets the name of its index, so the documents may be longer than the request.
    private int MostBytes => (int)Math.Min(int.MaxValue, 2L * options.MaxBodyBytes);

    private async Task<bool> TakeAsync(HttpContext context, Source source, BulkBody bulk, ReceivedBody documents)
    {
        if (bulk.Fault is { } fault)
        {
            await ElasticReply.ErrorAsync(context, StatusCodes.Status400BadRequest, "illegal_argument_exception", fault).ConfigureAwait(false);
            return false;
        }

        if (bulk.Ends.Count == 0) return true;
        var batch = new IntakeBatch
        {
            SourceId = source.Id,
            Input = "elastic",
            Format = "jsonl",
            Sender = SenderGate.AddressOf(context),
            Events = bulk.Ends.Count,
            Body = documents.Bytes,
            RecordEnds = bulk.Ends,
            RecordKeys = bulk.Keys,
        };
        var result = await intake.TakeAsync(batch, context.RequestAborted).ConfigureAwait(false);
        if (result.Outcome == IntakeOutcome.Accepted) return true;
        await ElasticReply.NotTakenAsync(context, result).ConfigureAwait(false);
        return false;
    }

    /// <summary>The action line that says what the address says, and the document on one line.</summary>
    private static byte[] AsBulk(HttpContext context, ReadOnlySpan<byte> document)
    {
        using var bytes = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartObject("create");
            if (context.Request.RouteValues["id"] is string id) json.WriteString("_id", id);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        var line = document.ToArray();
        // Outside of strings a newline is a space; inside of them JSON has none.
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        bytes.Write(line);
        return bytes.ToArray();
    }
}
