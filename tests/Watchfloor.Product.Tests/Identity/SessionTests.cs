using System.Net;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Identity;

public sealed class SessionTests
{
    [Fact]
    public async Task List_InPages_GivesEachOnce()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var first = await host.SignedInAsync("Anna");
        for (var i = 0; i < 2; i++) (await host.SignedInAsync("Anna")).Dispose();

        var page = await first.GetAsync("/api/v1/sessions?limit=2").OkAsync();
        var rest = await first.GetAsync("/api/v1/sessions?limit=2&cursor=" + page.GetProperty("next").GetString()).OkAsync();

        var ids = page.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(s => s.GetProperty("id").GetString()).ToList();
        Assert.Equal((3, 3), (ids.Count, ids.Distinct().Count()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, rest.GetProperty("next").ValueKind);
        await first.GetAsync("/api/v1/sessions?limit=0").RefusedAsync(HttpStatusCode.BadRequest, "invalid");
    }

    public static TheoryData<StateKind> Both => StateFixture.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Session_NotUsedForTwoHours_Ends(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");

        host.Time.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync("/api/v1/session"));
        // The use counts: two hours begin anew.
        host.Time.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync("/api/v1/session"));
        host.Time.Advance(TimeSpan.FromMinutes(120));
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/api/v1/session"));
    }

    [Fact]
    public async Task Session_UsedAllTheTime_EndsAfterTwelveHours()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");

        for (var hour = 1; hour < 12; hour++)
        {
            host.Time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync("/api/v1/session"));
        }

        host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/api/v1/session"));
    }

    [Fact]
    public async Task Cookie_ChangedInOneLetter_IsNobody()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");
        var cookie = Assert.Single(browser.Cookies.GetCookies(host.Address));

        cookie.Value = cookie.Value[..^1] + (cookie.Value[^1] == '0' ? '1' : '0');

        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/api/v1/session"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task SignOut_TheCookieIsWorthNothing(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");
        var stolen = Assert.Single(browser.Cookies.GetCookies(host.Address)).Value;

        await browser.SendAsync(HttpMethod.Delete, "/api/v1/session").OkAsync();

        using var thief = host.Browser();
        thief.Cookies.Add(host.Address, new Cookie("watchfloor_session", stolen));
        Assert.Equal(HttpStatusCode.Unauthorized, await thief.StatusAsync("/api/v1/session"));
        Assert.Single(await host.LedgerAsync("user.signed_out"));
    }

    [Fact]
    public async Task Sessions_OwnCanBeListedAndEnded_OthersOnlyByAnAdministrator()
    {
        await using var host = await IdentityHost.StartAsync();
        var anna = await host.UserAsync("Anna", "analyst");
        await host.UserAsync("Bert", "analyst");
        await host.UserAsync("Root");
        using var first = await host.SignedInAsync("Anna");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        using var second = await host.SignedInAsync("Anna");
        using var bert = await host.SignedInAsync("Bert");
        using var root = await host.SignedInAsync("Root");
        var sessions = (await second.GetAsync("/api/v1/sessions").OkAsync()).GetProperty("items");
        Assert.Equal(2, sessions.GetArrayLength());
        var (own, other) = (sessions[0].GetProperty("id").GetString(), sessions[1].GetProperty("id").GetString());

        await bert.GetAsync("/api/v1/sessions?user=" + anna).RefusedAsync(HttpStatusCode.Forbidden, "forbidden");
        await bert.SendAsync(HttpMethod.Delete, "/api/v1/sessions/" + other).RefusedAsync(HttpStatusCode.NotFound, "not_found");
        await second.SendAsync(HttpMethod.Delete, "/api/v1/sessions/" + other).OkAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await first.StatusAsync("/api/v1/session"));
        Assert.Equal(HttpStatusCode.OK, await second.StatusAsync("/api/v1/session"));
        Assert.Single((await root.GetAsync("/api/v1/sessions?user=" + anna).OkAsync()).GetProperty("items").EnumerateArray());
        await root.SendAsync(HttpMethod.Delete, "/api/v1/sessions/" + own).OkAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await second.StatusAsync("/api/v1/session"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Write_CookieWithoutTheProof_IsRefusedAndRecorded(string? proof)
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        using var browser = await host.SignedInAsync("Root");
        browser.Proof = proof;

        await browser.PostAsync("/api/v1/invitations", new { roles = new[] { "analyst" } }).RefusedAsync(HttpStatusCode.Forbidden, "anti_forgery");

        Assert.Empty(await host.LedgerAsync("invitation.created"));
        Assert.Equal("anti_forgery", Assert.Single(await host.LedgerAsync("access.refused")).Payload.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Proof_OfAnotherSession_IsRefused()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        using var one = await host.SignedInAsync("Root");
        using var other = await host.SignedInAsync("Root");
        one.Proof = other.Proof;

        await one.SendAsync(HttpMethod.Delete, "/api/v1/session").RefusedAsync(HttpStatusCode.Forbidden, "anti_forgery");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task ChangePassword_NeedsTheOldOne_EndsOtherSessions(StateKind kind)
    {
        const string Next = "nine green bottles hanging";
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Anna", "analyst");
        using var own = await host.SignedInAsync("Anna");
        using var other = await host.SignedInAsync("Anna");

        await own.SendAsync(HttpMethod.Put, "/api/v1/session/password", new { password = "not the password", newPassword = Next }).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        await own.SendAsync(HttpMethod.Put, "/api/v1/session/password", new { password = IdentityHost.Password, newPassword = "short" }).RefusedAsync(HttpStatusCode.BadRequest, "password.weak");
        Assert.Equal(HttpStatusCode.OK, await other.StatusAsync("/api/v1/session"));
        await own.SendAsync(HttpMethod.Put, "/api/v1/session/password", new { password = IdentityHost.Password, newPassword = Next }).OkAsync();

        Assert.Equal(HttpStatusCode.OK, await own.StatusAsync("/api/v1/session"));
        Assert.Equal(HttpStatusCode.Unauthorized, await other.StatusAsync("/api/v1/session"));
        using var again = host.Browser();
        await again.SignInAsync("Anna", IdentityHost.Password).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        await again.SignInAsync("Anna", Next).OkAsync();
        Assert.Single(await host.LedgerAsync("user.password_changed"));
    }
}
