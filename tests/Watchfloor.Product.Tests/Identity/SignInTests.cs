using System.Net;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Identity;

public sealed class SignInTests
{
    private const string Wrong = "eight green bottles";

    public static TheoryData<StateKind> Both => StateFixture.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task SignIn_RightPassword_SetsAStrictCookieAndWritesTheLedger(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        var id = await host.UserAsync("Anna", "analyst");
        using var browser = host.Browser();

        // Case and blanks around a name do not matter; a person does not know how it was typed.
        using var answer = await browser.SignInAsync(" anna", IdentityHost.Password);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ws_", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var session = await browser.GetAsync("/api/v1/session").OkAsync();
        Assert.Equal(id, session.GetProperty("id").GetString());
        Assert.Contains(session.GetProperty("permissions").EnumerateArray(), p => p.GetString() == "AlertsWrite");
        var entry = Assert.Single(await host.LedgerAsync("user.signed_in"));
        Assert.Equal("user:" + id, entry.Actor);
        Assert.Equal(id, entry.Person);
        Assert.Equal("password", entry.Payload.GetProperty("method").GetString());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task SignIn_FiveWrongPasswords_LocksForAMinuteThenTwo(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        var id = await host.UserAsync("Anna", "analyst");
        using var browser = host.Browser();
        for (var i = 0; i < 4; i++) await browser.SignInAsync("Anna", Wrong).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        // Four are forgiven, and a right one forgets them.
        await browser.SignInAsync("Anna", IdentityHost.Password).OkAsync();
        for (var i = 0; i < 5; i++) await browser.SignInAsync("Anna", Wrong).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");

        await browser.SignInAsync("Anna", IdentityHost.Password).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        host.Time.Advance(TimeSpan.FromSeconds(59));
        await browser.SignInAsync("Anna", IdentityHost.Password).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await browser.SignInAsync("Anna", Wrong).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        host.Time.Advance(TimeSpan.FromSeconds(119));
        await browser.SignInAsync("Anna", IdentityHost.Password).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await browser.SignInAsync("Anna", IdentityHost.Password).OkAsync();

        var refusals = await host.LedgerAsync("user.refused");
        Assert.Equal(13, refusals.Count);
        Assert.All(refusals, r => Assert.Equal((id, "anonymous:anonymous"), (r.Person, r.Actor)));
        Assert.Equal(10, refusals.Count(r => r.Payload.GetProperty("reason").GetString() == "password"));
        Assert.Equal(3, refusals.Count(r => r.Payload.GetProperty("reason").GetString() == "locked"));
    }

    [Fact]
    public async Task SignIn_ManyAtOnce_CountAsMany()
    {
        await using var host = await IdentityHost.StartAsync(StateKind.Postgres);
        await host.UserAsync("Anna", "analyst");
        using var browser = host.Browser();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.SignInAsync("Anna", Wrong)));

        foreach (var answer in answers) answer.Dispose();
        var reasons = (await host.LedgerAsync("user.refused")).Select(r => r.Payload.GetProperty("reason").GetString()).ToList();
        Assert.Equal(5, reasons.Count(r => r == "password"));
        Assert.Equal(3, reasons.Count(r => r == "locked"));
    }

    [Fact]
    public async Task SignIn_NameThatNobodyHas_GetsTheSameAnswerAndIsNotWrittenDown()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = host.Browser();

        var known = await (await browser.SignInAsync("Anna", Wrong)).JsonAsync();
        var unknown = await (await browser.SignInAsync("my secret password", Wrong)).JsonAsync();

        Assert.Equal(known.GetRawText(), unknown.GetRawText());
        var entry = Assert.Single(await host.LedgerAsync("user.refused"), e => e.Payload.GetProperty("reason").GetString() == "unknown");
        Assert.DoesNotContain("secret", entry.Payload.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_TooManyFromOneAddress_AreRefusedForAMinute()
    {
        await using var host = await IdentityHost.StartAsync(options: new IdentityOptions { AttemptsPerMinute = 2 });
        await host.UserAsync("Anna", "analyst");
        using var browser = host.Browser();
        await browser.SignInAsync("Bert", Wrong).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        await browser.SignInAsync("Anna", IdentityHost.Password).OkAsync();

        await browser.SignInAsync("Anna", IdentityHost.Password).RefusedAsync(HttpStatusCode.TooManyRequests, "sign_in.too_many");

        host.Time.Advance(TimeSpan.FromMinutes(1));
        await browser.SignInAsync("Anna", IdentityHost.Password).OkAsync();
    }

    [Theory]
    [InlineData("""{"name":"Anna"}""", "password")]
    [InlineData("""{"name":"Anna","password":"x","remember":true}""", "remember")]
    [InlineData("""{"name":["Anna"],"password":"x"}""", "name")]
    [InlineData("""not json""", null)]
    public async Task SignIn_BadBody_NamesTheField(string body, string? field)
    {
        await using var host = await IdentityHost.StartAsync();
        using var browser = host.Browser();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await browser.Http.PostAsync("/api/v1/session", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.JsonAsync();
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
    }
}
