using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using TfNetZoo.Networks;
using TfNetZoo.Pretrained;
using TfNetZoo.Tests.Networks;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Pretrained;

/// <summary>Complete lists of names, made by the schemes of TF-slim, Flax and torchvision, hit every weight of the network once.</summary>
[Collection(NetworkCases.Collection)]
public class NameMapTests
{
    private static readonly string[] s_norm = ["gamma", "beta", "moving_mean", "moving_variance"];

    [Fact]
    public void Slim_vgg_16()
    {
        int[] convolutions = [2, 2, 3, 3, 3];
        string[] names =
        [
            .. from block in Enumerable.Range(1, 5) from i in Enumerable.Range(1, convolutions[block - 1]) from p in (string[])["weights", "biases"]
               select $"vgg_16/conv{block}/conv{block}_{i}/{p}",
            .. from fc in Enumerable.Range(6, 3) from p in (string[])["weights", "biases"] select $"vgg_16/fc{fc}/{p}",
            "global_step", "vgg_16/mean_rgb",
        ];
        Hits(() => Vgg.vgg("vgg16", 32, 32, 2), names, SlimNames.Vgg16, "dense/", "dense_1/", "dense_2/");
        Assert.Equal("feature/conv2d_12/bias", SlimNames.Vgg16("vgg_16/conv5/conv5_3/biases"));
    }

    [Fact]
    public void Slim_resnet_v1_50()
    {
        int[] units = [3, 4, 6, 3];
        IEnumerable<string> Norm(string prefix) => s_norm.Select(p => $"{prefix}/BatchNorm/{p}");
        string[] names =
        [
            "resnet_v1_50/conv1/weights", .. Norm("resnet_v1_50/conv1"),
            .. Enumerable.Range(1, 4).SelectMany(block => Enumerable.Range(1, units[block - 1]).SelectMany(unit =>
                (unit == 1 ? (string[])["shortcut", "conv1", "conv2", "conv3"] : ["conv1", "conv2", "conv3"]).SelectMany(c =>
                {
                    string prefix = $"resnet_v1_50/block{block}/unit_{unit}/bottleneck_v1/{c}";
                    return Norm(prefix).Prepend(prefix + "/weights");
                }))),
            "resnet_v1_50/logits/weights", "resnet_v1_50/logits/biases", "global_step", "resnet_v1_50/mean_rgb", "resnet_v1_50/conv1/weights/Momentum",
        ];
        Hits(() => ResNets.resnet50(32, 32, 2), names, n => SlimNames.ResNetV1(n), "logits/");
        Hits(() => ResNets.resnet50(32, 32, 2), names, n => SlimNames.ResNetV1(n, top: true));
        Assert.Equal("block2/unit_1/shortcut/conv1/kernel", SlimNames.ResNetV1("resnet_v1_50/block2/unit_1/bottleneck_v1/shortcut/weights"));
    }

    [Fact]
    public void Slim_MobilenetV2()
    {
        string[] names =
        [
            .. Conv("MobilenetV2/Conv", "weights"), .. Conv("MobilenetV2/Conv_1", "weights"),
            .. Enumerable.Range(0, 17).SelectMany(i =>
            {
                string prefix = $"MobilenetV2/expanded_conv{(i == 0 ? "" : $"_{i}")}";
                IEnumerable<string> tail = [.. Conv(prefix + "/depthwise", "depthwise_weights"), .. Conv(prefix + "/project", "weights")];
                return i == 0 ? tail : [.. Conv(prefix + "/expand", "weights"), .. tail];
            }),
            "MobilenetV2/Logits/Conv2d_1c_1x1/weights", "MobilenetV2/Logits/Conv2d_1c_1x1/biases", "global_step",
            "MobilenetV2/Conv/weights/RMSProp", "MobilenetV2/Conv/weights/RMSProp_1", "MobilenetV2/Conv/weights/ExponentialMovingAverage",
        ];
        Hits(() => MobileNetV2.mobilenet_v2(32, 32, 2), names, n => SlimNames.MobileNetV2(n), "Logits/");
        Hits(() => MobileNetV2.mobilenet_v2(32, 32, 2), names, n => SlimNames.MobileNetV2(n, top: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Slim_MobilenetV3(bool large)
    {
        // Blocks with squeeze-and-excitation, from the paper's tables 1 and 2.
        int[] excited = large ? [3, 4, 5, 10, 11, 12, 13, 14] : [0, 3, 4, 5, 6, 7, 8, 9, 10];
        string[] names =
        [
            .. Conv("MobilenetV3/Conv", "weights"), .. Conv("MobilenetV3/Conv_1", "weights"), "MobilenetV3/Conv_2/weights", "MobilenetV3/Conv_2/biases",
            .. Enumerable.Range(0, large ? 15 : 11).SelectMany(i =>
            {
                string prefix = $"MobilenetV3/expanded_conv{(i == 0 ? "" : $"_{i}")}";
                IEnumerable<string> all = [.. Conv(prefix + "/depthwise", "depthwise_weights"), .. Conv(prefix + "/project", "weights")];
                if (i > 0)
                    all = [.. Conv(prefix + "/expand", "weights"), .. all];
                return excited.Contains(i)
                    ? all.Concat(from c in (string[])["Conv", "Conv_1"] from p in (string[])["weights", "biases"] select $"{prefix}/squeeze_excite/{c}/{p}")
                    : all;
            }),
            "MobilenetV3/Logits/Conv2d_1c_1x1/weights", "MobilenetV3/Logits/Conv2d_1c_1x1/biases", "global_step",
            "MobilenetV3/Conv/BatchNorm/beta/Momentum", "MobilenetV3/Conv/BatchNorm/beta/ExponentialMovingAverage",
        ];
        Model Build() => large ? MobileNetV3.mobilenet_v3_large((32, 32, 3), 2) : MobileNetV3.mobilenet_v3_small((32, 32, 3), 2);
        Hits(Build, names, n => SlimNames.MobileNetV3(n), "Logits/");
        Hits(Build, names, n => SlimNames.MobileNetV3(n, top: true));
    }

    [Fact]
    public void Flax_Vision_Transformer()
    {
        string[] both = ["kernel", "bias"];
        string[] names =
        [
            "cls", "Transformer/posembed_input/pos_embedding", "embedding/kernel", "embedding/bias", "pre_logits/kernel", "pre_logits/bias",
            "head/kernel", "head/bias", "Transformer/encoder_norm/scale", "Transformer/encoder_norm/bias",
            .. Enumerable.Range(0, 2).SelectMany(i =>
            {
                string prefix = $"Transformer/encoderblock_{i}/";
                return (IEnumerable<string>)
                [
                    .. from n in (string[])["LayerNorm_0", "LayerNorm_2"] from p in (string[])["scale", "bias"] select $"{prefix}{n}/{p}",
                    .. from d in (string[])["query", "key", "value", "out"] from p in both select $"{prefix}MultiHeadDotProductAttention_1/{d}/{p}",
                    .. from d in (string[])["Dense_0", "Dense_1"] from p in both select $"{prefix}MlpBlock_3/{d}/{p}",
                ];
            }),
        ];
        keras.backend.clear_session();
        Model model = Transformer();
        var parts = names.Select(n => JaxNames.VisionTransformer(n, top: true)!.Value).ToArray();
        Assert.Equal(WeightPaths.Of(model).Keys.Order(StringComparer.Ordinal), parts.Where(p => p.Part <= 0).Select(p => p.Path).Order(StringComparer.Ordinal));
        Assert.Equal([0, 1, 2], parts.Where(p => p.Path == "encoderblock_1/MultiHeadAttention/qkv/bias").Select(p => p.Part));
        Assert.Null(JaxNames.VisionTransformer("head/kernel"));
    }

    [Fact]
    public void Queries_keys_and_values_stand_side_by_side()
    {
        keras.backend.clear_session();
        Model model = Transformer();
        const int D = 8, Heads = 2, Width = 4;
        const string Block = "Transformer/encoderblock_0/MultiHeadDotProductAttention_1/";
        NamedTensor[] tensors =
        [
            .. ((string[])["query", "key", "value"]).SelectMany((n, part) => (NamedTensor[])
                [
                    new($"{Block}{n}/kernel", [D, Heads, Width], [.. Enumerable.Range(0, D * D).Select(i => 1000 * part + i + 0f)]),
                    new($"{Block}{n}/bias", [Heads, Width], [.. Enumerable.Range(0, D).Select(i => 1000 * part + i + 0f)]),
                ]),
            new($"{Block}out/kernel", [Heads, Width, D], [.. Enumerable.Range(0, D * D).Select(i => (float)i)]),
        ];
        IReadOnlyList<string> rest = NamedWeights.Load(model, tensors, n => JaxNames.VisionTransformer(n));
        IReadOnlyDictionary<string, IVariableV1> weights = WeightPaths.Of(model);
        Assert.Equal(weights.Count - 3, rest.Count);
        float[] kernel = weights["encoderblock_0/MultiHeadAttention/qkv/kernel"].numpy().ToArray<float>();
        // Row 2, value of head 1, its element 3: column 2 D + 1 * 4 + 3.
        Assert.Equal(2000 + 2 * D + 7, kernel[2 * 3 * D + 2 * D + 7]);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 1000, 1001], weights["encoderblock_0/MultiHeadAttention/qkv/bias"].numpy().ToArray<float>()[..10]);
        Assert.Equal(9, weights["encoderblock_0/MultiHeadAttention/out/kernel"].numpy().ToArray<float>()[9]);

        Assert.Contains("expected three parts", Assert.Throws<ValueError>(() => NamedWeights.Load(model, tensors[..2], n => JaxNames.VisionTransformer(n))).Message,
            StringComparison.Ordinal);
        Assert.Contains("received another one", Assert.Throws<ValueError>(
            () => NamedWeights.Load(model, [tensors[0], tensors[0]], n => JaxNames.VisionTransformer(n))).Message, StringComparison.Ordinal);
        Assert.Contains("expected the shape", Assert.Throws<ValueError>(
            () => NamedWeights.Load(model, [tensors[0] with { Shape = [D, D + 1] }], n => JaxNames.VisionTransformer(n))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_1x1_convolution_fits_a_dense_layer()
    {
        keras.backend.clear_session();
        Model model = MobileNetV2.mobilenet_v2(32, 32, 2);
        float[] values = [.. Enumerable.Range(0, 1280 * 2).Select(i => (float)i)];
        NamedWeights.Load(model, [new NamedTensor("MobilenetV2/Logits/Conv2d_1c_1x1/weights", [1, 1, 1280, 2], values)], n => SlimNames.MobileNetV2(n, top: true));
        Assert.Equal(values, WeightPaths.Of(model)["Logits/kernel"].numpy().ToArray<float>());
    }

    [Fact]
    public void Torchvision_GoogLeNet()
    {
        string[] blocks = ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"];
        IEnumerable<string> Basic(string prefix) => ((string[])["weight", "bias", "running_mean", "running_var", "num_batches_tracked"])
            .Select(p => $"{prefix}.bn.{p}").Prepend($"{prefix}.conv.weight");
        string[] names =
        [
            .. ((string[])["conv1", "conv2", "conv3", "aux1.conv", "aux2.conv"]).SelectMany(Basic),
            .. blocks.SelectMany(b => ((string[])["branch1", "branch2.0", "branch2.1", "branch3.0", "branch3.1", "branch4.1"])
                .SelectMany(branch => Basic($"inception{b}.{branch}"))),
            .. from layer in (string[])["aux1.fc1", "aux1.fc2", "aux2.fc1", "aux2.fc2", "fc"] from p in (string[])["weight", "bias"] select $"{layer}.{p}",
        ];
        Hits(() => GoogLeNets.InceptionV1(224, 224, 2, aux_logits: true), names, n => TorchWeights.InceptionV1Names(n), "fc/", "aux1/fc2/", "aux2/fc2/");
        Hits(() => GoogLeNets.InceptionV1(224, 224, 2, aux_logits: true), names, n => TorchWeights.InceptionV1Names(n, top: true));
    }

    [Fact]
    public void The_side_heads_of_GoogLeNet_see_their_map_in_another_order()
    {
        keras.backend.clear_session();
        Model model = GoogLeNets.InceptionV1(224, 224, 2, aux_logits: true);
        const int Inputs = 4 * 4 * 128;
        var weight = new TorchTensor("aux1.fc1.weight", [1024, Inputs], [.. Enumerable.Range(0, 1024 * Inputs).Select(i => (float)i)]);
        TorchWeights.Load(model, [weight], n => TorchWeights.InceptionV1Names(n), strict: false, flattened: TorchWeights.InceptionV1Maps);
        float[] kernel = WeightPaths.Of(model)["aux1/fc1/kernel"].numpy().ToArray<float>();
        // Output 5 from row 2, column 3, channel 7.
        Assert.Equal(5 * Inputs + 7 * 16 + 2 * 4 + 3, kernel[((2 * 4 + 3) * 128 + 7) * 1024 + 5]);
    }

    private static VisionTransformer Transformer()
    {
        var model = new VisionTransformer(img_size: 16, patch_size: 8, embed_dim: 8, depth: 2, num_heads: 2, representation_size: 8, num_classes: 3);
        model.Apply(Tensorflow.Binding.tf.zeros((1, 16, 16, 3)));
        return model;
    }

    private static IEnumerable<string> Conv(string prefix, string kernel) => s_norm.Select(p => $"{prefix}/BatchNorm/{p}").Prepend($"{prefix}/{kernel}");

    private static void Hits(Func<Model> build, string[] names, Func<string, string?> map, params string[] left)
    {
        keras.backend.clear_session();
        IEnumerable<string> weights = WeightPaths.Of(build()).Keys.Where(p => !left.Any(l => p.StartsWith(l, StringComparison.Ordinal)));
        IEnumerable<string> hit = names.Select(map).OfType<string>().Select(AsWeight);
        Assert.Equal(weights.Order(StringComparer.Ordinal), hit.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(hit.Distinct().Count(), hit.Count());
    }

    // PyTorch's parameters: which weight they are depends on the layer.
    private static string AsWeight(string path)
    {
        bool norm = path.Contains("/bn.", StringComparison.Ordinal);
        foreach ((string torch, string keras) in ((string, string)[])[
            (".weight", norm ? "/gamma" : "/kernel"), (".bias", norm ? "/beta" : "/bias"), (".running_mean", "/moving_mean"), (".running_var", "/moving_variance")])
            if (path.EndsWith(torch, StringComparison.Ordinal))
                return path[..^torch.Length] + keras;
        return path;
    }
}
