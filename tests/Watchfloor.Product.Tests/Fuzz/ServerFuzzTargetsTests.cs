namespace Watchfloor.Product.Tests.Fuzz;

/// <summary>The fuzz targets of the server over every case file and damaged copies of them.</summary>
public sealed class ServerFuzzTargetsTests
{
    public static TheoryData<string> Names => [.. ServerFuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_DamagedCaseFiles_Returns(string name) => ServerFuzzTargets.All[name].RunDamaged();
}
