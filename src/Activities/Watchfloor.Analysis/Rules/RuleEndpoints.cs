using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Analysis.Rules;

/// <summary><c>/api/v1/rules</c>.</summary>
internal static class RuleEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapRules(this IEndpointRouteBuilder endpoints)
    {
        var rules = endpoints.MapGroup("/api/v1/rules").WithTags("rules").RequirePermission(ListRules.Needs);
        rules.MapGet("/", List).WithName("listRules").WithSummary("The rules in force").Produces<Page<RuleInfo>>();
        rules.MapGet("/set", Get).WithName("getRuleSet").WithSummary("What is loaded, and what was refused and why").Produces<RuleSetState>();
    }

    private static async Task<IResult> List(HttpContext context, IRequests requests, int? limit, string? cursor) =>
        (await requests.SendAsync<ListRules, Page<RuleInfo>>(new ListRules { Limit = limit ?? 100, Cursor = cursor }, context.Actor(), context.RequestAborted)).ToHttp();

    private static async Task<IResult> Get(HttpContext context, IRequests requests) =>
        (await requests.SendAsync<GetRuleSet, RuleSetState>(new GetRuleSet(), context.Actor(), context.RequestAborted)).ToHttp();
}
