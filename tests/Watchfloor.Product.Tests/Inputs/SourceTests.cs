using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Contracts.Requests;
using Watchfloor.Engine.Tests;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.State;
using Watchfloor.Product.Tests.Inputs.Fakes;

namespace Watchfloor.Product.Tests.Inputs;

public sealed class SourceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FreshServer_HasNoSources()
    {
        await using var host = await InputHost.StartAsync();

        Assert.Empty((await SendAsync<ListSources, Page<SourceInfo>>(host, new ListSources())).Value.Items);
    }

    [Fact]
    public async Task Add_GivesATokenThatBindsWhatItSends()
    {
        await using var host = await InputHost.StartAsync();

        var made = (await AddAsync(host, "web", "http", new SourceSettings { Retention = "long", TimeZone = "Europe/Berlin", Format = "syslog" })).Value;
        host.Http.DefaultRequestHeaders.Authorization = new("Bearer", made.Token);
        using var answer = await host.Http.PostAsync("/api/v1/ingest", new StringContent("<34>1 - h a - - - x", Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var batch = Assert.Single(host.Log.Batches);
        Assert.Equal((made.Source.Id, "long", "Europe/Berlin", "syslog"), (batch.SourceId, batch.Retention, batch.TimeZone, batch.Format));
        var info = (await SendAsync<GetSource, SourceInfo>(host, new GetSource("web"))).Value;
        Assert.Equal((1, 1, "127.0.0.1"), (info.Events, info.Tokens, info.LastSender));
        Assert.Equal(["source.added"], host.Ledger.Entries.Select(e => e.Type));
        Assert.Equal(made.Source.Id, host.Ledger.Entries[0].Subject);
    }

    [Fact]
    public async Task Disable_RefusesWhatItSends_EnableTakesItAgain()
    {
        await using var host = await InputHost.StartAsync();
        var made = (await AddAsync(host, "web", "http")).Value;
        host.Http.DefaultRequestHeaders.Authorization = new("Bearer", made.Token);

        await SendAsync<ChangeSource, SourceInfo>(host, new ChangeSource("web", false, null));
        using var refused = await IngestAsync(host);
        await SendAsync<ChangeSource, SourceInfo>(host, new ChangeSource(made.Source.Id, true, null));
        using var taken = await IngestAsync(host);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
        Assert.Single(host.Log.Batches);
        Assert.Equal(["source.added", "source.changed", "source.changed"], host.Ledger.Entries.Select(e => e.Type));
    }

    [Fact]
    public async Task Rotate_KeepsTheTokenBeforeForAWhile()
    {
        var time = new FakeTimeProvider(Noon);
        await using var host = await InputHost.StartAsync(time: time);
        await AddAsync(host, "web", "http");

        var rotated = (await SendAsync<RotateSource, SourceWithToken>(host, new RotateSource("web", 24, "http://wf:1"))).Value;
        Assert.Equal(2, rotated.Source.Tokens);
        Assert.Equal(Noon.AddHours(24), ((MemoryTokens)host.Get<ISourceTokens>()).All[0].End);
        time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(1, (await SendAsync<GetSource, SourceInfo>(host, new GetSource("web"))).Value.Tokens);
        Assert.Contains("source.token_rotated", host.Ledger.Entries.Select(e => e.Type));
        Assert.Equal("graceHours", (await SendAsync<RotateSource, SourceWithToken>(host, new RotateSource("web", -1, ""))).Error?.Field);
    }

    [Fact]
    public async Task Remove_EndsTheTokensAndRefusesWhatComesLater()
    {
        await using var host = await InputHost.StartAsync();
        var made = (await AddAsync(host, "web", "http")).Value;
        host.Http.DefaultRequestHeaders.Authorization = new("Bearer", made.Token);

        Assert.Null((await SendAsync<RemoveSource, Done>(host, new RemoveSource("web"))).Error);

        using var refused = await IngestAsync(host);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Empty(await host.Get<ISourceTokens>().UseAsync(Cancellation));
        Assert.Equal("not_found", (await SendAsync<RemoveSource, Done>(host, new RemoveSource("web"))).Error?.Code);
        Assert.Equal(["source.added", "source.removed"], host.Ledger.Entries.Select(e => e.Type));
    }

    [Fact]
    public async Task Add_NameThatIsTaken_IsRefusedAndLeavesNoToken()
    {
        await using var host = await InputHost.StartAsync();
        await AddAsync(host, "web", "http");

        var again = await AddAsync(host, "web", "syslog");

        Assert.Equal(("source.name_taken", ErrorKind.Conflict), (again.Error?.Code, again.Error?.Kind));
        Assert.Single(((MemoryTokens)host.Get<ISourceTokens>()).All);
        Assert.Single(host.Ledger.Entries);
    }

    [Theory]
    [InlineData("", "http", "{}", "name")]
    [InlineData("a b", "http", "{}", "name")]
    [InlineData("a", "fax", "{}", "kind")]
    [InlineData("a", "http", "{\"format\":\"fax\"}", "settings.format")]
    [InlineData("a", "http", "{\"timeZone\":\"Moon/Base\"}", "settings.timeZone")]
    [InlineData("a", "http", "{\"retention\":\"../x\"}", "settings.retention")]
    [InlineData("a", "http", "{\"eventsPerSecond\":-1}", "settings.eventsPerSecond")]
    [InlineData("a", "http", "{\"bytesPerDay\":-1}", "settings.bytesPerDay")]
    [InlineData("a", "http", "{\"networks\":[\"10.0.0.0/33\"]}", "settings.networks")]
    [InlineData("a", "http", "{\"networks\":[\"here\"]}", "settings.networks")]
    public async Task Add_WrongField_IsNamed(string name, string kind, string settings, string field)
    {
        await using var host = await InputHost.StartAsync();
        var read = JsonSerializer.Deserialize<SourceSettings>(settings, JsonSerializerOptions.Web)!;

        Assert.Equal(field, (await AddAsync(host, name, kind, read)).Error?.Field);
        Assert.Empty(host.Ledger.Entries);
    }

    [Fact]
    public async Task List_PagesByName()
    {
        await using var host = await InputHost.StartAsync();
        foreach (var name in new[] { "c", "a", "b" }) await AddAsync(host, name, "http");

        var first = (await SendAsync<ListSources, Page<SourceInfo>>(host, new ListSources { Limit = 2 })).Value;
        var second = (await SendAsync<ListSources, Page<SourceInfo>>(host, new ListSources { Limit = 2, Cursor = first.Next })).Value;

        Assert.Equal(["a", "b", "c"], first.Items.Concat(second.Items).Select(s => s.Name));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task ForSender_TakesTheClosestNetwork_AlsoWhenThatIsSwitchedOff()
    {
        await using var host = await InputHost.StartAsync();
        await AddAsync(host, "wide", "syslog", new SourceSettings { Networks = ["203.0.112.0/20"] });
        await AddAsync(host, "narrow", "syslog", new SourceSettings { Networks = ["203.0.113.7"] });
        await AddAsync(host, "other-kind", "http", new SourceSettings { Networks = ["203.0.113.8"] });
        var directory = host.Get<SourceDirectory>();

        Assert.Equal("wide", Named("203.0.113.8"));
        Assert.Equal("narrow", Named("203.0.113.7"));
        Assert.Equal("narrow", Named("::ffff:203.0.113.7"));
        Assert.Equal("default-syslog", Named("10.1.2.3"));
        Assert.Null(Named("198.51.100.1"));
        await SendAsync<ChangeSource, SourceInfo>(host, new ChangeSource("narrow", false, null));
        Assert.Null(Named("203.0.113.7"));

        string? Named(string address) => directory.ForSender("syslog.udp", IPAddress.Parse(address))?.Name;
    }

    [Fact]
    public async Task Default_ComesIntoBeingWithTheFirstEvent_AndMayBeSwitchedOff()
    {
        await using var host = await InputHost.StartAsync();

        Assert.NotNull(host.Get<SourceDirectory>().ForSender("syslog.tcp", IPAddress.Loopback));
        Assert.Empty((await SendAsync<ListSources, Page<SourceInfo>>(host, new ListSources())).Value.Items);
        using (var taken = await IngestAsync(host)) Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        var made = Assert.Single((await SendAsync<ListSources, Page<SourceInfo>>(host, new ListSources())).Value.Items);
        Assert.Equal(("default-http", made.Id), (made.Name, host.Log.Batches[0].SourceId));
        Assert.Equal((ActorKind.System, "source.added"), (host.Ledger.Entries[0].Actor.Kind, host.Ledger.Entries[0].Type));
        await SendAsync<ChangeSource, SourceInfo>(host, new ChangeSource("default-http", false, null));

        using var refused = await IngestAsync(host);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task ChangeByAnotherProcess_IsSeenWithinFiveSeconds()
    {
        var time = new FakeTimeProvider(Noon);
        await using var host = await InputHost.StartAsync(time: time);
        var source = new Source { Id = Guid.CreateVersion7().ToString(), Name = "theirs", Kind = "http" };
        await host.Get<StateDatabase>().WriteAsync(t => SourceTable.InsertAsync(t, source, Cancellation), Cancellation);
        Assert.Null(host.Get<SourceDirectory>().ById(source.Id));

        time.Advance(TimeSpan.FromSeconds(5));

        await Eventually.TrueAsync(() => host.Get<SourceDirectory>().ById(source.Id) is not null);
    }

    [Theory]
    [InlineData("http://wf.example:8080", "filebeat", "hosts: [\"http://wf.example:8080/elastic\"]")]
    [InlineData("https://wf.example", "filebeat", "ssl.certificate_authorities")]
    [InlineData("https://wf.example", "winlogbeat", "Sysmon")]
    [InlineData("https://wf.example", "fluent-bit", "tls: on")]
    [InlineData("https://wf.example", "vector", "ca_file")]
    [InlineData("https://wf.example", "otel-collector", "endpoint: https://wf.example")]
    [InlineData("https://wf.example", "rsyslog", "omelasticsearch")]
    [InlineData("https://wf.example", "nxlog", "om_http")]
    public async Task Recipe_HoldsAddressAndToken(string address, string shipper, string holds)
    {
        await using var host = await InputHost.StartAsync();

        var made = (await AddAsync(host, "web", "http", address: address)).Value;

        var recipe = Assert.Single(made.Recipes, r => r.Shipper == shipper);
        Assert.Contains(holds, recipe.Text, StringComparison.Ordinal);
        Assert.Contains(made.Token, recipe.Text, StringComparison.Ordinal);
        Assert.Equal(address.StartsWith("https", StringComparison.Ordinal), recipe.Text.Contains("watchfloor-ca.pem", StringComparison.Ordinal));
        Assert.Equal("curl", made.Recipes[0].Shipper);
    }

    [Theory]
    [InlineData("GET", "/api/v1/sources")]
    [InlineData("POST", "/api/v1/sources")]
    [InlineData("GET", "/api/v1/sources/x")]
    [InlineData("PATCH", "/api/v1/sources/x")]
    [InlineData("DELETE", "/api/v1/sources/x")]
    [InlineData("POST", "/api/v1/sources/x/rotate")]
    public async Task Endpoint_ForATokenThatOnlySends_IsRefused(string method, string path)
    {
        await using var host = await InputHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PATCH") request.Content = JsonContent.Create(new { name = "a", kind = "http" });
        if (method == "PATCH") request.Content = JsonContent.Create(new { enabled = true });
        if (path.EndsWith("rotate", StringComparison.Ordinal)) request.Content = JsonContent.Create(new { graceHours = 1 });

        using var answer = await host.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static Task<Result<SourceWithToken>> AddAsync(InputHost host, string name, string kind, SourceSettings? settings = null, string address = "http://127.0.0.1:1") =>
        SendAsync<AddSource, SourceWithToken>(host, new AddSource { Name = name, Kind = kind, Settings = settings ?? new SourceSettings(), Address = address });

    private static Task<Result<TAnswer>> SendAsync<TRequest, TAnswer>(InputHost host, TRequest request)
        where TRequest : IRequest<TAnswer> =>
        host.Get<IRequests>().SendAsync<TRequest, TAnswer>(request, Actor.System, Cancellation);

    private static Task<HttpResponseMessage> IngestAsync(InputHost host) =>
        host.Http.PostAsync("/api/v1/ingest", new StringContent("{\"n\":1}", Encoding.UTF8, "application/x-ndjson"), Cancellation);
}
