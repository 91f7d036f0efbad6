using System.Text.Json.Nodes;
using NJsonSchema;
using Watchfloor.Events.Content;

namespace Watchfloor.Engine.Tests.Catalog;

/// <summary>The published schemas and the loader say the same about the same files.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string> ContentFiles { get; } =
        [.. new[] { "logsources", "mappings" }.SelectMany(kind => Directory.GetFiles(Path.Combine(Repository.Root, "content", kind), "*.yaml"))
            .Select(f => Path.GetRelativePath(Repository.Root, f)).Order(StringComparer.Ordinal)];

    /// <summary>What a schema cannot say: references, repeated names, and what YAML itself forbids.</summary>
    private static readonly string[] LoaderOnly =
        ["no log source gives", "is there already", "appears twice", "not YAML", "is not ASCII", "supplies itself"];

    [Theory]
    [MemberData(nameof(ContentFiles))]
    public async Task Validate_ShippedFile_FollowsItsSchema(string file) =>
        Assert.Empty(await Errors(File.ReadAllText(Path.Combine(Repository.Root, file))));

    [Theory]
    [MemberData(nameof(LoaderFaultTests.Mistakes), MemberType = typeof(LoaderFaultTests))]
    public async Task Validate_FileTheLoaderRefuses_IsAgainstTheSchemaToo(string text, int line, string message)
    {
        if (LoaderOnly.Any(m => message.Contains(m, StringComparison.Ordinal))) return;
        Assert.True((await Errors(text)).Count > 0, $"line {line}: {message}");
    }

    private static async Task<ICollection<NJsonSchema.Validation.ValidationError>> Errors(string text)
    {
        var document = ContentReader.Read("file", text, []).Single();
        var kind = (document as ContentMap)?["logsources"] is null ? "mappings" : "logsources";
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Repository.Root, "content", "schemas", kind + ".json"));
        return schema.Validate(Json(document)!.ToJsonString());
    }

    private static JsonNode? Json(ContentNode node) => node switch
    {
        ContentMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Value, Json(e.Value)))),
        ContentList list => new JsonArray([.. list.Items.Select(Json)]),
        ContentScalar { IsNull: true } => null,
        ContentScalar { AsBoolean: { } flag } => JsonValue.Create(flag),
        ContentScalar { IsPlain: true } s when long.TryParse(s.Value, out var number) => JsonValue.Create(number),
        ContentScalar s => JsonValue.Create(s.Value),
        _ => throw new InvalidOperationException(),
    };
}
