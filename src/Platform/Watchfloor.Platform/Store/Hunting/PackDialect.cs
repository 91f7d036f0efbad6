using Watchfloor.Kql.Sql.DuckDb;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store.Hunting;

/// <summary>The SQL of day files whose fields stand in packs: a field is read there, without the JSON of all of them.</summary>
internal sealed class PackDialect : DuckDbDialect
{
    /// <inheritdoc/>
    public override string Field(string column, Func<string, string> parameter, string name) => $"nullif({PackFunctions.Json}(pack, pack_row, epoch_us(\"time\"), {parameter(name)}), 'null')";
}
