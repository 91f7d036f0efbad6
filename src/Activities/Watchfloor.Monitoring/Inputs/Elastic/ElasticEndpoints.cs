using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Monitoring.Inputs.Elastic;

/// <summary>
/// The addresses of Elasticsearch that senders use, at the root and under <c>/elastic</c>. What would stand in the way of the console (an
/// index by its bare name) is answered under the prefix only.
/// </summary>
public static class ElasticEndpoints
{
    private static readonly string[] Read = ["GET", "HEAD"];
    private static readonly string[] ReadOrWrite = ["GET", "HEAD", "PUT", "POST"];
    private static readonly string[] Write = ["POST", "PUT"];

    /// <summary>Maps them.</summary>
    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        MapShared(endpoints.MapGroup("").ChecksPermission(Permission.EventsWrite));
        var prefixed = endpoints.MapGroup("/elastic").ChecksPermission(Permission.EventsWrite);
        MapShared(prefixed);
        prefixed.MapMethods("/", Read, (HttpContext c, ElasticHandshake h) => h.RootAsync(c));
        prefixed.MapMethods("/{index}", ReadOrWrite, (HttpContext c, ElasticHandshake h) => h.IndexAsync(c));
        prefixed.Map("/{**rest}", (HttpContext c, ElasticHandshake h) => h.UnknownAsync(c));
    }

    /// <summary>Answers <c>GET /</c> for senders, whom their token tells from people: those get the console there. After authentication.</summary>
    public static IApplicationBuilder UseElasticRoot(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var isRoot = context.Request.Path == "/" && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
        return isRoot && context.Actor() is { Kind: ActorKind.Token } actor && actor.May(Permission.EventsWrite)
            ? ((ElasticHandshake)context.RequestServices.GetService(typeof(ElasticHandshake))!).RootAsync(context)
            : next(context);
    });

    private static void MapShared(RouteGroupBuilder routes)
    {
        routes.MapMethods("/_bulk", Write, (HttpContext c, ElasticInput e) => e.BulkAsync(c));
        routes.MapMethods("/{index}/_bulk", Write, (HttpContext c, ElasticInput e) => e.BulkAsync(c));
        routes.MapMethods("/{index}/_doc/{id?}", Write, (HttpContext c, ElasticInput e) => e.DocumentAsync(c));
        routes.MapMethods("/{index}/_create/{id}", Write, (HttpContext c, ElasticInput e) => e.DocumentAsync(c));
        routes.MapMethods("/_license", Read, (HttpContext c, ElasticHandshake h) => h.LicenseAsync(c));
        routes.MapMethods("/_xpack", Read, (HttpContext c, ElasticHandshake h) => h.XPackAsync(c));
        routes.MapMethods("/_cluster/health/{index?}", Read, (HttpContext c, ElasticHandshake h) => h.HealthAsync(c));
        Thing("/_index_template/{name}", "index_templates", "index_template");
        Thing("/_component_template/{name}", "component_templates", "component_template");
        Thing("/_data_stream/{name}", "data_streams", null);
        Thing("/_data_stream/{name}/_lifecycle", "data_streams", null);
        Thing("/_template/{name}", null, null);
        Thing("/_ilm/policy/{name}", null, null);
        Thing("/_ingest/pipeline/{name}", null, null);
        Thing("/_alias/{name}", null, null);
        Thing("/{index}/_alias/{name}", null, null);

        void Thing(string route, string? list, string? inner) =>
            routes.MapMethods(route, ReadOrWrite, (HttpContext c, ElasticHandshake h) => h.ThingAsync(c, list, inner));
    }
}
