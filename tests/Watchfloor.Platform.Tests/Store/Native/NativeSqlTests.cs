using DuckDB.NET.Data;
using Watchfloor.Kql.Native;
using Watchfloor.Platform.Store.Native;

namespace Watchfloor.Platform.Tests.Store.Native;

public sealed class NativeSqlTests : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public NativeSqlTests()
    {
        _connection.Open();
        NativeSql.Register(_connection);
    }

    [Theory]
    [InlineData("kql_parse_ipv4('203.0.113.77')", "3405803853")]
    [InlineData("kql_parse_ipv4('none')", null)]
    [InlineData("kql_parse_ipv4(NULL)", null)]
    [InlineData("kql_array_concat('[1]', NULL, '[\"ß\"]')", "[1,\"ß\"]")]
    [InlineData("kql_bag_pack('\"k\"', NULL)", "{\"k\":null}")]
    [InlineData("kql_format_datetime(0::BIGINT::VARCHAR, 'yyyy')", "0001")]
    public void Register_Call_GivesTheResultOrNull(string expression, string? expected) => Assert.Equal(expected, Ask(_connection, expression));

    [Fact]
    public void Register_EveryFunction_CanBeCalled() => Assert.All(NativeFunctions.All.Values, f =>
        Ask(_connection, $"{NativeSql.Name(f.Name)}({string.Join(", ", Enumerable.Repeat("'x'", f.Required))})"));

    [Fact]
    public void Register_AnotherConnectionOfTheInstance_SeesThem()
    {
        using var other = _connection.Duplicate();
        other.Open();
        Assert.Equal("7", Ask(other, "length(kql_strcat_array('[0,0,0,0]', ':'))"));
    }

    [Fact]
    public void Register_ManyRowsOnSeveralThreads_EachHasItsOwnResult()
    {
        Assert.Equal("0", Ask(_connection, "(SELECT count(*) FROM range(300000) t(i) WHERE kql_parse_ipv4(kql_format_ipv4(i::VARCHAR)) IS DISTINCT FROM i::VARCHAR)"));
    }

    public void Dispose() => _connection.Dispose();

    private static string? Ask(DuckDBConnection connection, string expression)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT CAST({expression} AS VARCHAR)";
        return command.ExecuteScalar() as string;
    }
}
