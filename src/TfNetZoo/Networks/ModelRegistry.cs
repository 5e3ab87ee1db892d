using Tensorflow;

namespace TfNetZoo.Networks;

/// <summary>All networks by name. A family's file lists its networks; here the families are named.</summary>
public static class ModelRegistry
{
    private static readonly Lazy<IReadOnlyDictionary<string, NetworkInfo>> s_all = new(() =>
        Families.SelectMany(f => f).ToDictionary(n => n.Name));

    public static IEnumerable<NetworkInfo> All => s_all.Value.Values;

    private static IEnumerable<IEnumerable<NetworkInfo>> Families =>
    [
        SmallNetworks.Registered,
        AlexNet.Registered,
        ZFNets.Registered,
        Vgg.Registered,
        GoogLeNets.Registered,
        TorchGoogLeNet.Registered,
        ResNets.Registered,
        ResNetTorch.Registered,
        ResNet18Cntk.Registered,
        MobileNetV1.Registered,
        MobileNetV2.Registered,
        MobileNetV3.Registered,
        ViT.Registered,
    ];

    /// <summary>The network of a name.</summary>
    /// <exception cref="ValueError">There is none; the text lists all names.</exception>
    public static NetworkInfo Get(string name) => s_all.Value.TryGetValue(name, out NetworkInfo? info) ? info
        : throw new ValueError($"network: expected one of {string.Join(", ", s_all.Value.Keys)}; received '{name}'");
}
