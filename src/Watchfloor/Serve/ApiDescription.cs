using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Access.Http.Idempotency;
using Watchfloor.Platform.Health;

namespace Watchfloor.Serve;

/// <summary>The description of the API (OpenAPI 3.1): of our own, not of the protocols of others that inputs speak.</summary>
internal static class ApiDescription
{
    private const string Problem = "Problem";
    private const string Token = "token";
    private const string Foreign =
        "What is Watchfloor's own. The protocols of others that senders speak are answered as those describe them: Elasticsearch's bulk at /_bulk and /elastic/_bulk, "
        + "Splunk's HTTP event collector at /services/collector, OTLP at /v1/logs, Prometheus' text format at /metrics.";

    /// <summary>Adds it.</summary>
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = d => d.RelativePath is { } path && (path.StartsWith("api/v1/", StringComparison.Ordinal) || path.StartsWith("healthz/", StringComparison.Ordinal));
        options.AddOperationTransformer(DescribeAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Watchfloor", Version = HealthMonitor.Version, Description = Foreign };
            return Task.CompletedTask;
        });
    });

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var document = context.Document!;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        AddShared(document);
        if (metadata.OfType<NeededPermission>().LastOrDefault() is { } needed && needed.Permission != Permission.Anonymous)
        {
            operation.Description = needed.Permission == Permission.SignedIn ? "For whoever is signed in." : $"Needs the permission {needed.Permission}.";
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, document)] = [] }];
        }

        if (metadata.OfType<IdempotentEndpoint>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "The same request with the same key gives the first answer again for 24 hours and makes nothing new.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 },
            });
        }

        if (metadata.OfType<ReadBody>().LastOrDefault() is { } body)
        {
            var schema = body.Type is { } type ? await context.GetOrCreateSchemaAsync(type, null, cancellation).ConfigureAwait(false) : new OpenApiSchema();
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = body.ContentTypes.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = schema }) };
        }

        operation.Responses ??= [];
        foreach (var answer in metadata.OfType<IProducesResponseTypeMetadata>().Where(a => a.Type is null || a.Type == typeof(void)))
        {
            if (operation.Responses.TryGetValue($"{answer.StatusCode}", out var known) && known is OpenApiResponse { Content: null or { Count: 0 } } response && answer.ContentTypes.Any())
                response.Content = answer.ContentTypes.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = new OpenApiSchema() });
        }

        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "What went wrong (RFC 9457). With 429 and 503 the header Retry-After says when to try again.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Problem, document) } },
        };
    }

    /// <summary>What every operation refers to.</summary>
    private static void AddShared(OpenApiDocument document)
    {
        if (document.Components?.Schemas?.ContainsKey(Problem) == true) return;
        document.AddComponent<IOpenApiSchema>(Problem, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "title", "status", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("A link to what the status means."),
                ["title"] = Text("What sort of failure it is."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
                ["detail"] = Text("What went wrong, what was allowed and how to mend it."),
                ["code"] = Text("A stable name for programs, such as token.unknown."),
                ["field"] = Text("The input field at fault."),
            },
        });
        document.AddComponent<IOpenApiSecurityScheme>(Token, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token; pages use the cookie of a session instead." });

        static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
    }
}
