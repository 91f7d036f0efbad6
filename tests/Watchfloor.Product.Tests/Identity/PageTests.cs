using System.Net;
using System.Text.RegularExpressions;
using Watchfloor.Platform.Identity.Setup;

namespace Watchfloor.Product.Tests.Identity;

public sealed partial class PageTests
{
    [Fact]
    public async Task Setup_FromLinkToList_NeedsNoScript()
    {
        await using var host = await IdentityHost.StartAsync();
        var link = (await host.Get<SetupLink>().MakeAsync(Cancel))!;
        using var browser = host.Browser();
        using (var root = await browser.Http.GetAsync("/", Cancel)) Assert.Equal("/setup", root.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/setup"));
        Assert.Contains(link.Split("token=")[1], await browser.Http.GetStringAsync(link, Cancel), StringComparison.Ordinal);

        using var weak = await FormAsync(browser, "/setup", ("token", link.Split("token=")[1]), ("name", "<Root>"), ("password", "short"));
        Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        var text = await weak.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("role=\"alert\"", text, StringComparison.Ordinal);
        Assert.Contains("&lt;Root&gt;", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<Root>", text, StringComparison.Ordinal);
        using var made = await FormAsync(browser, "/setup", ("token", link.Split("token=")[1]), ("name", "Root"), ("password", IdentityHost.Password));

        Assert.Equal(HttpStatusCode.SeeOther, made.StatusCode);
        Assert.Equal("/setup", made.Headers.Location?.ToString());
        Assert.Contains("What is left to do", await browser.Http.GetStringAsync("/setup", Cancel), StringComparison.Ordinal);
        using var other = host.Browser();
        using var refused = await other.GetAsync("/setup");
        Assert.Equal("/sign-in?returnTo=/setup", refused.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/api/v1/alerts", "/api/v1/alerts")]
    [InlineData("//evil.example/", "/setup")]
    [InlineData("/\\evil.example/", "/setup")]
    [InlineData("https://evil.example/", "/setup")]
    [InlineData("", "/setup")]
    public async Task SignIn_ReturnTo_StaysOnThisServer(string returnTo, string expected)
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = host.Browser();

        using var answer = await FormAsync(browser, "/sign-in", ("name", "Anna"), ("password", IdentityHost.Password), ("returnTo", returnTo));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(expected, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task SignOut_NeedsTheProofOfThePage()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");
        var page = await browser.Http.GetStringAsync("/sign-in", Cancel);
        var proof = Proof().Match(page).Groups[1].Value;

        using var without = await FormAsync(browser, "/sign-out", ("proof", "0"));
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync("/api/v1/session"));
        using var with = await FormAsync(browser, "/sign-out", ("proof", proof));
        Assert.Equal(HttpStatusCode.SeeOther, with.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/api/v1/session"));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "https://evil.example", false)]
    [InlineData("Origin", "null", false)]
    public async Task SignIn_FormOfAnotherSite_IsRefused(string header, string value, bool expected)
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = host.Browser();
        browser.Http.DefaultRequestHeaders.Add(header, value);

        using var answer = await FormAsync(browser, "/sign-in", ("name", "Anna"), ("password", IdentityHost.Password));

        Assert.Equal(expected ? HttpStatusCode.SeeOther : HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/setup")]
    [InlineData("/invitation?token=x")]
    [InlineData("/api/v1/setup")]
    [InlineData("/api/v1/users")]
    [InlineData("/nothing")]
    public async Task Headers_OfEveryAnswer_KeepTheBrowserIn(string path)
    {
        await using var host = await IdentityHost.StartAsync();
        using var browser = host.Browser();

        using var answer = await browser.GetAsync(path);

        string Of(string name) => string.Join(',', answer.Headers.GetValues(name));
        Assert.Equal("nosniff", Of("X-Content-Type-Options"));
        Assert.Equal("same-origin", Of("Referrer-Policy"));
        Assert.Equal("no-store", Of("Cache-Control"));
        var policy = Of("Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> FormAsync(Browser browser, string path, params (string Name, string Value)[] fields) =>
        browser.Http.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), Cancel);

    [GeneratedRegex("name=\"proof\" value=\"([0-9a-f]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Proof();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
