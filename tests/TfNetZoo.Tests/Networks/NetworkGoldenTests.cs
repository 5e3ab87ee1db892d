using TfNet.Goldens;

namespace TfNetZoo.Tests.Networks;

[Collection(NetworkCases.Collection)]
public class NetworkGoldenTests
{
    public static TheoryData<string> Cases => [.. GoldenFolder.Cases("networks")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_Keras(string name) => Assert.Equal([], new NetworkCase(name).Run());

    public static TheoryData<string> DoubleCases => [.. NetworkCase.StepsInDouble];

    [Theory]
    [MemberData(nameof(DoubleCases))]
    public void Equals_Keras_in_double(string name) => Assert.Equal([], new NetworkCase(name, inDouble: true).Run());

    [Fact]
    public void Every_golden_file_is_a_case() =>
        Assert.Equal(Directory.GetFiles(GoldenFolder.Path("networks"), "*.npz").Length, Cases.Count);
}
