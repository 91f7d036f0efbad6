using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Watchfloor.Platform.Access.Http.Idempotency;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests.Access;

/// <summary>The description of the API says all that there is: every endpoint of the whole server, found and not listed by hand.</summary>
public sealed partial class ApiDescriptionTests
{
    /// <summary>What changes something without a body: the address says it all.</summary>
    private static readonly HashSet<string> _withoutBody = ["unlockUser", "retryDeadLetter", "skipDeadLetter", "erasePerson"];

    /// <summary>Lists that come whole, or go on by another name.</summary>
    private static readonly Dictionary<string, string> _withoutCursor = new(StringComparer.Ordinal)
    {
        ["listSetupSteps"] = "as many as the program has",
        ["listLedgerSubscribers"] = "as many as there are rooms",
        ["readChanges"] = "goes on after a position, which is kept for ever",
    };

    [Fact]
    public async Task Document_OfTheWholeServer_IsValidAndComplete()
    {
        await using var server = await RunningServer.StartAsync();
        var text = await server.Owner.GetStringAsync("/api/v1/openapi.json", Cancel);

        var read = OpenApiDocument.Parse(text, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Contains("/elastic/_bulk", read.Document!.Info.Description, StringComparison.Ordinal);
        var operations = read.Document!.Paths.SelectMany(p => p.Value.Operations!.Select(o => (Name: $"{o.Key} {p.Key}", Path: p.Key, Operation: o.Value))).ToDictionary(o => o.Name);
        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => IsOurs(e.RoutePattern.RawText!))
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => (Name: $"{m} {Constraint().Replace(e.RoutePattern.RawText!, "}").TrimEnd('/')}", Endpoint: e)))
            .ToDictionary(e => e.Name, e => e.Endpoint);
        Assert.True(endpoints.Count > 40, $"only {endpoints.Count} endpoints were found");
        Assert.Equal(endpoints.Keys.Order(StringComparer.Ordinal), operations.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(operations.Count, operations.Values.Select(o => o.Operation.OperationId).Distinct().Count());
        Assert.Empty(operations.Values.SelectMany(o => Faults(o.Name, o.Path, o.Operation, endpoints[o.Name])));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What others have not described already.</summary>
    private static bool IsOurs(string path) => path.StartsWith("/api/v1/", StringComparison.Ordinal) || path.StartsWith("/healthz/", StringComparison.Ordinal);

    private static IEnumerable<string> Faults(string name, string path, OpenApiOperation operation, RouteEndpoint endpoint)
    {
        var parameters = operation.Parameters ?? [];
        if (operation.OperationId is null) yield return name + " has no name";
        if (operation.Summary is null) yield return name + " has no summary";
        if (operation.Tags is not { Count: > 0 }) yield return name + " has no tag";
        foreach (Match part in Parameter().Matches(path))
            if (!parameters.Any(p => p.In == ParameterLocation.Path && p.Name == part.Groups[1].Value))
                yield return $"{name} does not describe {part.Value}";
        if (name[..name.IndexOf(' ', StringComparison.Ordinal)] is "POST" or "PUT" or "PATCH" && !_withoutBody.Contains(operation.OperationId!) && operation.RequestBody?.Content is not { Count: > 0 })
            yield return name + " does not describe its body";
        if (endpoint.Metadata.GetMetadata<IdempotentEndpoint>() is not null && !parameters.Any(p => p.Name == "Idempotency-Key")) yield return name + " does not describe its Idempotency-Key";
        var answers = operation.Responses!.Where(r => r.Key.StartsWith('2')).ToList();
        if (answers.Count == 0 || answers.Any(a => a.Key != "204" && a.Value.Content is not { Count: > 0 })) yield return name + " does not describe its answer";
        if (!HasProblem(operation)) yield return name + " does not describe its problems";
        if (answers.Any(a => a.Value.Content?.Values.Any(c => IsList(c.Schema)) == true) && !_withoutCursor.ContainsKey(operation.OperationId!) && !(Has("limit") && Has("cursor")))
            yield return name + " is a list without limit and cursor";

        bool Has(string parameter) => parameters.Any(p => p.In == ParameterLocation.Query && p.Name == parameter);
    }

    private static bool HasProblem(OpenApiOperation operation) =>
        operation.Responses!.TryGetValue("default", out var answer)
        && answer.Content?.TryGetValue("application/problem+json", out var problem) == true
        && problem.Schema?.Properties?.ContainsKey("code") == true;

    /// <summary>An array, a page, or what has nothing but an array.</summary>
    private static bool IsList(IOpenApiSchema? schema) =>
        schema is not null && (schema.Type?.HasFlag(JsonSchemaType.Array) == true || schema.Properties?.ContainsKey("items") == true);

    [GeneratedRegex(@":[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{([^}]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
