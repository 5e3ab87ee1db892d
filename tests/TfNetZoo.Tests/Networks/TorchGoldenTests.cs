using TfNet.Goldens;

namespace TfNetZoo.Tests.Networks;

[Collection(NetworkCases.Collection)]
public class TorchGoldenTests
{
    public static TheoryData<string> Cases => [.. GoldenFolder.Cases("torchvision").Where(TorchCase.Knows)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_PyTorch(string name) => Assert.Equal([], new TorchCase(name).Run());
}
