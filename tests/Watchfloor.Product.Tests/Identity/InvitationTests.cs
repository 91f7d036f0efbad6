using System.Net;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Identity;

public sealed class InvitationTests
{
    public static TheoryData<StateKind> Both => StateFixture.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Accept_Link_MakesOneAccount(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");
        var token = await InviteAsync(root, "analyst", "manager");
        using var browser = host.Browser();

        var user = await browser.PostAsync("/api/v1/invitations/accept", new { token, name = "Anna", password = IdentityHost.Password }).OkAsync();
        await browser.PostAsync("/api/v1/invitations/accept", new { token, name = "Bert", password = IdentityHost.Password }).RefusedAsync(HttpStatusCode.Unauthorized, "link.void");

        Assert.Equal(["analyst", "manager"], user.GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
        await browser.SignInAsync("Anna", IdentityHost.Password).OkAsync();
        var accepted = Assert.Single(await host.LedgerAsync("invitation.accepted"));
        Assert.Equal(user.GetProperty("id").GetString(), accepted.Person);
        Assert.NotNull(Assert.Single((await root.GetAsync("/api/v1/invitations").OkAsync()).GetProperty("items").EnumerateArray()).GetProperty("used").GetString());
    }

    [Fact]
    public async Task Accept_WeakPasswordOrTakenName_KeepsTheLink()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");
        var token = await InviteAsync(root, "analyst");
        using var browser = host.Browser();

        await browser.PostAsync("/api/v1/invitations/accept", new { token, name = "Anna", password = "short" }).RefusedAsync(HttpStatusCode.BadRequest, "password.weak");
        await browser.PostAsync("/api/v1/invitations/accept", new { token, name = "root", password = IdentityHost.Password }).RefusedAsync(HttpStatusCode.Conflict, "user.exists");
        await browser.PostAsync("/api/v1/invitations/accept", new { token, name = "Anna", password = IdentityHost.Password }).OkAsync();
    }

    [Fact]
    public async Task Accept_EndedOrRevokedOrWrong_IsRefused()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");
        var (ended, revoked, wrong) = (await InviteAsync(root, "analyst"), await InviteAsync(root, "analyst"), await InviteAsync(root, "analyst"));
        var id = (await root.GetAsync("/api/v1/invitations").OkAsync()).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)
            .Single(i => revoked.Contains(i.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal));
        await root.SendAsync(HttpMethod.Delete, "/api/v1/invitations/" + id).OkAsync();
        await root.SendAsync(HttpMethod.Delete, "/api/v1/invitations/" + id).RefusedAsync(HttpStatusCode.NotFound, "not_found");
        using var browser = host.Browser();

        foreach (var token in new[] { revoked, wrong[..^1] + (wrong[^1] == '0' ? '1' : '0'), "wi_", "" })
            await browser.PostAsync("/api/v1/invitations/accept", new { token, name = "Anna", password = IdentityHost.Password }).RefusedAsync(HttpStatusCode.Unauthorized, "link.void");
        host.Time.Advance(TimeSpan.FromHours(72));
        await browser.PostAsync("/api/v1/invitations/accept", new { token = ended, name = "Anna", password = IdentityHost.Password }).RefusedAsync(HttpStatusCode.Unauthorized, "link.void");

        Assert.Single(await host.LedgerAsync("user.created"));
    }

    [Fact]
    public async Task Create_OutsideTheBounds_IsRefused()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        await host.UserAsync("Anna", "manager");
        using var root = await host.SignedInAsync("Root");
        using var anna = await host.SignedInAsync("Anna");
        var roles = new[] { "analyst" };

        await root.PostAsync("/api/v1/invitations", new { roles, expires = host.Time.GetUtcNow() }).RefusedAsync(HttpStatusCode.BadRequest, "invalid");
        await root.PostAsync("/api/v1/invitations", new { roles, expires = host.Time.GetUtcNow().AddDays(31) }).RefusedAsync(HttpStatusCode.BadRequest, "invalid");
        await root.PostAsync("/api/v1/invitations", new { roles = new[] { "king" } }).RefusedAsync(HttpStatusCode.BadRequest, "invalid");
        await anna.PostAsync("/api/v1/invitations", new { roles }).RefusedAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Page_Form_MakesTheAccountAndSignsIn()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");
        var token = await InviteAsync(root, "analyst");
        using var browser = host.Browser();

        var page = await browser.Http.GetStringAsync("/invitation?token=" + token, TestContext.Current.CancellationToken);
        Assert.Contains(token, page, StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["name"] = "Anna", ["password"] = IdentityHost.Password });
        using var answer = await browser.Http.PostAsync("/invitation", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync("/api/v1/session"));
    }

    private static async Task<string> InviteAsync(Browser browser, params string[] roles)
    {
        var made = await browser.PostAsync("/api/v1/invitations", new { roles }).OkAsync();
        return made.GetProperty("path").GetString()!.Split("token=")[1];
    }
}
