namespace Watchfloor.Platform.Tests.Kql;

public sealed class KqlCaseTests(KqlRun run) : IClassFixture<KqlRun>
{
    public static TheoryData<string> Names => [.. KqlCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_Case_GivesWhatItSays(string name)
    {
        var expected = KqlCase.All[name];
        var (columns, rows, error) = run.Query(expected.Query);
        if (expected.Error is { } mistake)
        {
            Assert.NotNull(error);
            var space = mistake.IndexOf(' ', StringComparison.Ordinal);
            Assert.Equal(mistake[..space], $"{error.Line}:{error.Column}");
            Assert.Contains(mistake[(space + 1)..], error.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Null(error);
        Assert.Equal(expected.Columns, columns);
        if (expected.IsUnordered) Assert.Equal(expected.Rows.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        else Assert.Equal(expected.Rows, rows);
    }
}
