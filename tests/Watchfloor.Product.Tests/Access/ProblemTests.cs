using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests.Access;

/// <summary>Every refusal of the API says which field it is, what is allowed there, and nothing of our insides.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("/api/v1/alerts?from=yesterdayish", "from", "from is 'yesterdayish'; wanted is a time such as 2026-03-01T08:15:00Z.")]
    [InlineData("/api/v1/alerts?limit=many", "limit", "limit is 'many'; wanted is a whole number.")]
    [InlineData("/api/v1/alerts?level=high", "level", "level is not known here; known are from, to, minLevel, rule, host, limit, cursor.")]
    [InlineData("/api/v1/ledger?after=x", "after", "after is 'x'; wanted is a whole number.")]
    [InlineData("/api/v1/changes?wait=long", "wait", "wait is 'long'; wanted is a number.")]
    public async Task Parameter_Wrong_IsNamedWithWhatIsAllowed(string address, string field, string detail)
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Owner.GetAsync(address, Cancel);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid", field, detail), await ProblemAsync(answer));
    }

    [Theory]
    [InlineData("query", """{"from":"x"}""", "from", "from is not of the kind that is wanted: a time such as 2026-03-01T08:15:00Z.")]
    [InlineData("query", """{"wher":"x"}""", "wher", "wher is not known here; known are from, to, time, where, kql, limit, columns, order.")]
    [InlineData("query", """{"columns":1}""", "columns", "columns is not of the kind that is wanted: a list.")]
    [InlineData("query", """{"where":1}""", "where", "where is not of the kind that is wanted: a text.")]
    [InlineData("query", """{"limit":"x"}""", "limit", "limit is not of the kind that is wanted: a whole number.")]
    [InlineData("sources", """{"name":"x","kind":"http","settings":{"timezone":1}}""", "settings.timezone", "settings.timezone is not known here; known are format, timeZone, ")]
    [InlineData("tokens", """{"scopes":["read"]}""", "name", "name is missing.")]
    [InlineData("tokens", "[]", null, "The body is not the JSON object that is wanted (line 1); it has name, scopes, ")]
    public async Task Body_Wrong_IsNamedWithWhatIsAllowed(string path, string body, string? field, string detail)
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Owner.PostAsync("/api/v1/" + path, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        var problem = await ProblemAsync(answer);
        Assert.Equal((HttpStatusCode.BadRequest, "body.invalid", field), (problem.Status, problem.Code, problem.Field));
        Assert.StartsWith(detail, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing/here", HttpStatusCode.NotFound, "endpoint.unknown", "/api/v1/nothing/here")]
    [InlineData("DELETE", "/api/v1/health", HttpStatusCode.MethodNotAllowed, "method.not_allowed", "GET")]
    public async Task Address_Wrong_IsAProblemToo(string method, string address, HttpStatusCode status, string code, string named)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        using var answer = await server.Owner.SendAsync(request, Cancel);

        var problem = await ProblemAsync(answer);
        Assert.Equal((status, code), (problem.Status, problem.Code));
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(HttpStatusCode Status, string? Code, string? Field, string? Detail)> ProblemAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return (answer.StatusCode, problem.GetProperty("code").GetString(), problem.TryGetProperty("field", out var field) ? field.GetString() : null, problem.GetProperty("detail").GetString());
    }
}
