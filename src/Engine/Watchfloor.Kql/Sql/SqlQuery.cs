using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql;

/// <summary>A query in SQL. Its columns are those of the result, in their order.</summary>
/// <param name="Text">The SQL.</param>
/// <param name="Parameters">The values of its parameters, in their order.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Scans">What is read of tables.</param>
public sealed record SqlQuery(string Text, IReadOnlyList<Constant> Parameters, IReadOnlyList<Column> Columns, IReadOnlyList<ScanNode> Scans);
