using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity;
using Watchfloor.Product.Tests.Identity;

namespace Watchfloor.Product.Tests.Access;

/// <summary>Whoever is put off is told when to come again.</summary>
public sealed class RetryAfterTests
{
    private const string Guess = "a guess of mine";

    [Theory]
    [InlineData("/api/v1/session", true)]
    [InlineData("/api/v1/setup", true)]
    [InlineData("/api/v1/invitations/accept", true)]
    [InlineData("/sign-in", false)]
    [InlineData("/setup", false)]
    [InlineData("/invitation", false)]
    public async Task Attempts_TooMany_AreToldTheRestOfTheMinute(string path, bool isApi)
    {
        await using var host = await IdentityHost.StartAsync(options: new IdentityOptions { AttemptsPerMinute = 1 });
        using var browser = host.Browser();
        using (var first = await TryAsync(browser, path, isApi)) Assert.NotEqual(HttpStatusCode.TooManyRequests, first.StatusCode);
        host.Time.Advance(TimeSpan.FromSeconds(20));

        using var answer = await TryAsync(browser, path, isApi);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(40), answer.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Answer_ThatSaysNothingAboutIt_GetsAWait(int status)
    {
        await using var host = await IdentityHost.StartAsync(map: e =>
        {
            e.MapGet("/bare", () => Results.StatusCode(status)).RequirePermission(Permission.Anonymous);
            e.MapGet("/error", () => new Error(status == 429 ? ErrorKind.TooMany : ErrorKind.Unavailable, "test", "later").ToHttp()).RequirePermission(Permission.Anonymous);
            e.MapGet("/known", (HttpContext context) =>
            {
                context.SetRetryAfter(TimeSpan.FromMilliseconds(61_500));
                return Results.StatusCode(status);
            }).RequirePermission(Permission.Anonymous);
            e.MapGet("/well", () => "well").RequirePermission(Permission.Anonymous);
        });
        using var browser = host.Browser();

        Assert.Equal((5, 5, 62, null), (await WaitAsync("/bare"), await WaitAsync("/error"), await WaitAsync("/known"), await WaitAsync("/well")));

        async Task<int?> WaitAsync(string path)
        {
            using var answer = await browser.GetAsync(path);
            return (int?)answer.Headers.RetryAfter?.Delta?.TotalSeconds;
        }
    }

    /// <summary>What every endpoint takes for an attempt, and refuses.</summary>
    private static async Task<HttpResponseMessage> TryAsync(Browser browser, string path, bool isApi)
    {
        Dictionary<string, string> body = new() { ["name"] = "Anna", ["password"] = Guess };
        if (!path.Contains("/session", StringComparison.Ordinal)) body["token"] = Guess;
        using HttpContent content = isApi ? JsonContent.Create(body) : new FormUrlEncodedContent(body);
        return await browser.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
    }
}
