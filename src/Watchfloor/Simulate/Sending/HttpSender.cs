using System.Net;
using System.Net.Http.Headers;
using Watchfloor.Simulation;

namespace Watchfloor.Simulate.Sending;

/// <summary>What both ways over HTTP share: batches by stream, and waiting when the server says so.</summary>
internal abstract class HttpSender(HttpClient client, TimeProvider clock) : Sender
{
    /// <summary>In bytes. A server takes 64 MiB; smaller bodies are acknowledged sooner.</summary>
    private const int Most = 1 << 20;

    private readonly MemoryStream?[] _batches = new MemoryStream?[Simulator.Streams.Count];

    public override async ValueTask SendAsync(SimulatedEvent e, CancellationToken cancellation)
    {
        var batch = _batches[e.Stream.Index] ??= new MemoryStream();
        Add(batch, e);
        if (batch.Length >= Most) await SendAsync(e.Stream, batch, cancellation).ConfigureAwait(false);
    }

    public override async ValueTask FlushAsync(CancellationToken cancellation)
    {
        foreach (var stream in Simulator.Streams)
            if (_batches[stream.Index] is { Length: > 0 } batch)
                await SendAsync(stream, batch, cancellation).ConfigureAwait(false);
    }

    public override ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Adds an event to a body.</summary>
    protected abstract void Add(MemoryStream batch, in SimulatedEvent e);

    /// <summary>What closes a body.</summary>
    protected virtual void Close(MemoryStream batch)
    {
    }

    /// <summary>Where a stream's bodies go, and as what.</summary>
    protected abstract (string Path, string Type) Route(LogStream stream);

    private async Task SendAsync(LogStream stream, MemoryStream batch, CancellationToken cancellation)
    {
        Close(batch);
        var body = batch.ToArray();
        batch.SetLength(0);
        var (path, type) = Route(stream);
        for (var tries = 0; ; tries++)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var answer = await PostAsync(path, content, cancellation).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) return;
            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || tries == 60)
                throw new SendException($"{path} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)}");
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), clock, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, CancellationToken cancellation)
    {
        try
        {
            return await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new SendException($"{client.BaseAddress} cannot be reached: {e.Message}");
        }
    }
}

/// <summary>Documents through <c>_bulk</c>; lines, which are no documents, through the server's own way for lines.</summary>
internal sealed class BulkSender(HttpClient client, TimeProvider clock) : HttpSender(client, clock)
{
    public override int Fit(LogStream stream) => stream.Form == RecordForm.Syslog ? 1 : 2;

    protected override void Add(MemoryStream batch, in SimulatedEvent e)
    {
        if (e.Stream.Form is RecordForm.Json or RecordForm.W3c)
        {
            batch.Write("{\"create\":{\"_index\":\"logs-simulated\"}}\n"u8);
            batch.Write(e.Stream.Form == RecordForm.Json ? e.Bytes.Span : ProxyRow.ToJson(e.Bytes.Span));
        }
        else
        {
            batch.Write(e.Bytes.Span);
        }

        batch.WriteByte((byte)'\n');
    }

    protected override (string Path, string Type) Route(LogStream stream) =>
        stream.Form is RecordForm.Json or RecordForm.W3c ? ("/elastic/_bulk", "application/x-ndjson") : ("/api/v1/ingest", "text/plain");
}
