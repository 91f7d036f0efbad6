using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Watchfloor.Monitoring.Inputs.Http;

namespace Watchfloor.Monitoring.Inputs.Elastic;

/// <summary>
/// What senders ask a server before they send, answered so that they go on: that it is one, which version, that templates, policies and
/// pipelines are there. None of that is kept, because events here need none of it.
/// </summary>
internal sealed class ElasticHandshake(SenderGate gate)
{
    /// <summary>The version we say we are: new enough for every sender in use, and one whose answers we know.</summary>
    public const string Version = "8.19.0";

    /// <summary>A name for the cluster, which senders remember: the same for ever.</summary>
    private const string ClusterId = "d2F0Y2hmbG9vcg-watchf";

    private static readonly string[] Features = ["ilm", "data_streams", "security"];
    private static readonly string[] IndexParts = ["aliases", "mappings", "settings"];

    /// <summary><c>GET /</c>.</summary>
    public Task RootAsync(HttpContext context) => AnswerAsync(context, json =>
    {
        json.WriteString("name", "watchfloor");
        json.WriteString("cluster_name", "watchfloor");
        json.WriteString("cluster_uuid", ClusterId);
        json.WriteStartObject("version");
        json.WriteString("number", Version);
        json.WriteString("build_flavor", "default");
        json.WriteString("build_type", "docker");
        json.WriteString("build_hash", "0000000000000000000000000000000000000000");
        json.WriteString("build_date", "2025-07-23T00:00:00.000000000Z");
        json.WriteBoolean("build_snapshot", false);
        json.WriteString("lucene_version", "9.12.2");
        json.WriteString("minimum_wire_compatibility_version", "7.17.0");
        json.WriteString("minimum_index_compatibility_version", "7.0.0");
        json.WriteEndObject();
        json.WriteString("tagline", "You Know, for Search");
    });

    /// <summary><c>GET /_license</c>.</summary>
    public Task LicenseAsync(HttpContext context) => AnswerAsync(context, json =>
    {
        json.WriteStartObject("license");
        License(json);
        json.WriteEndObject();
    });

    /// <summary><c>GET /_xpack</c>.</summary>
    public Task XPackAsync(HttpContext context) => AnswerAsync(context, json =>
    {
        json.WriteStartObject("license");
        License(json);
        json.WriteEndObject();
        json.WriteStartObject("features");
        foreach (var feature in Features)
        {
            json.WriteStartObject(feature);
            json.WriteBoolean("available", true);
            json.WriteBoolean("enabled", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    /// <summary><c>GET /_cluster/health</c>.</summary>
    public Task HealthAsync(HttpContext context) => AnswerAsync(context, json =>
    {
        json.WriteString("cluster_name", "watchfloor");
        json.WriteString("status", "green");
        json.WriteBoolean("timed_out", false);
        json.WriteNumber("number_of_nodes", 1);
        json.WriteNumber("number_of_data_nodes", 1);
        json.WriteNumber("active_primary_shards", 1);
        json.WriteNumber("active_shards", 1);
    });

    /// <summary>A thing that senders set up, by its name: it is there. With a method that writes: it has been written.</summary>
    /// <param name="context">The request.</param>
    /// <param name="list">The key of the list that holds such things, or null when the thing stands under its name.</param>
    /// <param name="inner">The key of the thing inside an item of the list.</param>
    public Task ThingAsync(HttpContext context, string? list, string? inner) => AnswerAsync(context, json =>
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            json.WriteBoolean("acknowledged", true);
            return;
        }

        var name = context.Request.RouteValues["name"] as string ?? "";
        if (list is null)
        {
            json.WriteStartObject(name);
            json.WriteNumber("version", 1);
            json.WriteStartObject("policy");
            json.WriteStartObject("phases");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray(list);
        json.WriteStartObject();
        json.WriteString("name", name);
        if (inner is not null)
        {
            json.WriteStartObject(inner);
            json.WriteStartArray("index_patterns");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    });

    /// <summary>An index, by its name: it is there, or has been made.</summary>
    public Task IndexAsync(HttpContext context) => AnswerAsync(context, json =>
    {
        var name = context.Request.RouteValues["index"] as string ?? "";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            json.WriteStartObject(name);
            foreach (var part in IndexParts)
            {
                json.WriteStartObject(part);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            return;
        }

        json.WriteBoolean("acknowledged", true);
        json.WriteBoolean("shards_acknowledged", true);
        json.WriteString("index", name);
    });

    /// <summary>Anything else: there is no such thing, in a form that clients understand.</summary>
    public Task UnknownAsync(HttpContext context) =>
        Admitted(context) is { } refused
            ? refused
            : ElasticReply.ErrorAsync(context, StatusCodes.Status404NotFound, "resource_not_found_exception", $"events are taken here and nothing else; there is no {context.Request.Method} {context.Request.Path}");

    private Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> fields) =>
        Admitted(context) is { } refused
            ? refused
            : ElasticReply.WriteAsync(context, StatusCodes.Status200OK, json =>
            {
                json.WriteStartObject();
                fields(json);
                json.WriteEndObject();
            });

    private Task? Admitted(HttpContext context)
    {
        var verdict = gate.Admit(context, "elastic", out _);
        return verdict == SenderVerdict.Admitted ? null : ElasticReply.RefusedAsync(context, verdict);
    }

    private static void License(Utf8JsonWriter json)
    {
        json.WriteString("status", "active");
        json.WriteString("uid", "00000000-0000-0000-0000-000000000000");
        json.WriteString("type", "basic");
        json.WriteString("mode", "basic");
    }
}
