using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>Sends numbered events over HTTP at a steady rate, and again under the same batch id until they are acknowledged.</summary>
internal sealed class HttpSender(Func<Uri?> address, string token, CancellationToken abandon)
{
    private const int BatchSize = 250;

    /// <summary>How its events are marked.</summary>
    public const string Name = "http";

    /// <summary>How many events, from number 1 on, have been acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Sends until cancelled, and then to the end of the batch at hand.</summary>
    /// <param name="perSecond">How many events a second.</param>
    /// <param name="stop">When to stop.</param>
    public async Task RunAsync(int perSecond, CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(30) };
        var clock = Stopwatch.StartNew();
        while (!stop.IsCancellationRequested)
        {
            var body = NumberedEvents.Lines(Name, Acknowledged + 1, BatchSize);
            while (!await SendAsync(http, body, $"batch-{Acknowledged}")) await Task.Delay(20, abandon);
            Acknowledged += BatchSize;
            var ahead = TimeSpan.FromSeconds((double)Acknowledged / perSecond) - clock.Elapsed;
            if (ahead > TimeSpan.Zero) await Task.Delay(ahead, abandon);
        }
    }

    private async Task<bool> SendAsync(HttpClient http, byte[] body, string batch)
    {
        if (address() is not { } server) return false;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/api/v1/ingest")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Watchfloor-Batch-Id", batch);
        try
        {
            using var answer = await http.SendAsync(request, abandon);
            if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) return false;
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(abandon)}");
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !abandon.IsCancellationRequested))
        {
            return false;
        }
    }
}
