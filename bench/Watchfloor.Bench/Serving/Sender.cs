using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Watchfloor.Bench.Serving;

/// <summary>Sends bodies of NDJSON to a server, on the same machine, over several connections; each is waited for until it is on disk.</summary>
internal sealed class Sender(ServerProcess server, string token) : IDisposable
{
    /// <summary>How many connections send at once.</summary>
    private const int Connections = 4;

    private readonly HttpClient _http = ServerProcess.NewClient();
    private readonly Uri _ingest = new(server.Address, "/api/v1/ingest");
    private Exception? _fault;

    /// <summary>Sends all bodies as fast as they are taken.</summary>
    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < bodies.Count;) await SendAsync(bodies[i]);
        })));
    }

    /// <summary>Sends bodies at a steady pace, as long as there are any; one that is late does not hold up the next.</summary>
    /// <param name="bodies">What to send; each is made when its time has come.</param>
    /// <param name="perSecond">How many a second.</param>
    /// <returns>How many seconds the sender was behind its pace at the end.</returns>
    public async Task<double> SendAsync(IEnumerable<Func<ReadOnlyMemory<byte>>> bodies, double perSecond)
    {
        using var free = new SemaphoreSlim(Connections);
        var clock = Stopwatch.StartNew();
        var sent = 0;
        foreach (var body in bodies)
        {
            var ahead = TimeSpan.FromSeconds(sent++ / perSecond) - clock.Elapsed;
            if (ahead > TimeSpan.Zero) await Task.Delay(ahead);
            await free.WaitAsync();
            _ = OneAsync(body());
        }

        var behind = clock.Elapsed.TotalSeconds - ((sent - 1) / perSecond);
        for (var i = 0; i < Connections; i++) await free.WaitAsync();
        if (_fault is not null) throw _fault;
        return Math.Max(0, behind);

        async Task OneAsync(ReadOnlyMemory<byte> bytes)
        {
            try
            {
                await SendAsync(bytes);
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException or OperationCanceledException)
            {
                _fault = e;
            }
            finally
            {
                free.Release();
            }
        }
    }

    /// <summary>Sends one body until it is taken.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> body)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _ingest) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await _http.SendAsync(request);
            if (answer.IsSuccessStatusCode) return;
            if (answer.StatusCode != HttpStatusCode.TooManyRequests) throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
