using System.Globalization;
using System.Text.Json.Nodes;
using NJsonSchema;
using Watchfloor.Events.Content;

namespace Watchfloor.Engine.Tests;

/// <summary>The JSON schemas of the Sigma specification, to see whether they agree with what loads.</summary>
internal static class SigmaSchema
{
    /// <summary>Reads a schema of the specification by its file name.</summary>
    public static async Task<JsonSchema> LoadAsync(string name)
    {
        var path = SharedData.Require($"sigma-specification/json-schema/{name}");
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
        return await JsonSchema.FromJsonAsync(Translate(schema)!.ToJsonString(), TestContext.Current.CancellationToken);
    }

    /// <summary>True when the schema accepts the document.</summary>
    public static bool Accepts(JsonSchema schema, ContentNode document) => schema.Validate(Json(document)!.ToJsonString()).Count == 0;

    /// <summary>
    /// The validator knows draft 4. What the schemas use of later drafts says the same in its words:
    /// <c>const</c> is an <c>enum</c> of one, and <c>if A then B</c> is <c>not A or B</c>.
    /// </summary>
    private static JsonNode? Translate(JsonNode? node) => node switch
    {
        JsonObject o when o["if"] is { } condition && o["then"] is { } consequence => new JsonObject
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["not"] = Translate(condition) }, Translate(consequence)),
        },
        JsonObject o => new JsonObject(o
            .Where(p => p.Key != "$schema")
            .Select(p => p.Key == "const"
                ? KeyValuePair.Create("enum", (JsonNode?)new JsonArray(p.Value!.DeepClone()))
                : KeyValuePair.Create(p.Key, Translate(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Translate)]),
        _ => node?.DeepClone(),
    };

    /// <summary>A YAML node as JSON, with the types of YAML's core schema.</summary>
    private static JsonNode? Json(ContentNode node) => node switch
    {
        ContentMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Value, Json(e.Value)))),
        ContentList list => new JsonArray([.. list.Items.Select(Json)]),
        ContentScalar { IsNull: true } => null,
        ContentScalar { AsBoolean: { } boolean } => boolean,
        ContentScalar { IsPlain: true } s when long.TryParse(s.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) => i,
        ContentScalar { IsPlain: true } s when double.TryParse(s.Value, CultureInfo.InvariantCulture, out var d) && double.IsFinite(d) => d,
        ContentScalar s => s.Value,
        _ => throw new NotSupportedException(),
    };
}
