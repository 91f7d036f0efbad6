namespace Watchfloor.Engine.Tests.Fuzz;

/// <summary>The fuzz targets of the engine over every case file and damaged copies of them.</summary>
public class FuzzTargetsTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_DamagedCaseFiles_Returns(string name) => FuzzTargets.All[name].RunDamaged();
}
