using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Product.Tests.Access;

/// <summary>Sends every endpoint what it must refuse, over HTTP.</summary>
/// <param name="open">The routes that are open to everybody, as <c>METHOD /route</c>.</param>
/// <param name="anonymous">A client that has not signed in.</param>
/// <param name="nobody">A client that is signed in as a person whose role may do nothing.</param>
/// <param name="scopes">A client for each scope of tokens.</param>
internal sealed class EndpointProof(IReadOnlySet<string> open, HttpClient anonymous, HttpClient nobody, IReadOnlyDictionary<string, HttpClient> scopes)
{
    /// <summary>What is wrong: who came in where he must not.</summary>
    public async Task<List<string>> BreachesAsync(IEnumerable<Endpoint> endpoints)
    {
        var breaches = new List<string>();
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } some ? some : IsGrpcFallback(endpoint) ? ["POST"] : ["GET"])
                await CheckAsync(endpoint, method, breaches);
        return breaches;
    }

    private async Task CheckAsync(RouteEndpoint endpoint, string method, List<string> breaches)
    {
        var name = $"{method} {endpoint.RoutePattern.RawText}";
        if (endpoint.Metadata.GetMetadata<NeededPermission>()?.Permission is not { } permission)
        {
            breaches.Add($"{name} does not say who may use it");
            return;
        }

        if (permission == Permission.Anonymous)
        {
            if (!open.Contains(name)) breaches.Add($"{name} is open to everybody and not in the list of those that may be");
            return;
        }

        await ExpectAsync(anonymous, "somebody who has not signed in", HttpStatusCode.Unauthorized);
        if (permission == Permission.SignedIn) return;
        await ExpectAsync(nobody, "a person of the wrong role", HttpStatusCode.Forbidden);
        foreach (var (scope, client) in scopes.Where(s => !Scopes.All[s.Key].Contains(permission))) await ExpectAsync(client, "a token of the scope " + scope, HttpStatusCode.Forbidden);

        async Task ExpectAsync(HttpClient client, string who, HttpStatusCode expected)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(endpoint.RoutePattern));
            if (IsGrpcFallback(endpoint)) request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            if (answer.StatusCode != expected) breaches.Add($"{name} answers {who} with {(int)answer.StatusCode} instead of {(int)expected}");
        }
    }

    /// <summary>Routes of the gRPC library for services and methods that there are none of. They take gRPC's content type alone.</summary>
    private static bool IsGrpcFallback(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.Contains(":grpcunimplemented", StringComparison.Ordinal);

    /// <summary>A path that the route takes.</summary>
    private static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "1",
    }))));
}
