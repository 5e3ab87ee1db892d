using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Layers;

namespace TfNet.Keras.Tests.Layers;

/// <summary>One row for every layer.</summary>
public sealed class AllLayersTests
{
    private static readonly Shape s_line = (6, 4);
    private static readonly Shape s_map = (7, 6, 4);
    private static readonly Shape s_volume = (4, 5, 4, 2);

    private sealed record Row(Func<LayersApi, ILayer> Make, int Weights, params Shape[] Inputs)
    {
        internal bool Integers { get; init; }

        internal bool HasConfig { get; init; } = true;

        internal bool Float32Out { get; init; }
    }

    private static readonly Dictionary<string, Row> s_rows = new()
    {
        ["Activation"] = new(l => l.Activation("gelu"), 0, s_map),
        ["Add"] = new(l => l.Add(), 0, s_map, s_map, (1, 1, 4)),
        ["AdditiveAttention"] = new(l => l.AdditiveAttention(dropout: 0.2), 1, (3, 4), (5, 4)),
        ["AlphaDropout"] = new(l => l.AlphaDropout(0.3), 0, s_map),
        ["Attention"] = new(l => l.Attention(use_scale: true, score_mode: "concat", causal: true), 2, (3, 4), (5, 4), (5, 4)),
        ["Average"] = new(l => l.Average(), 0, s_map, s_map),
        ["AveragePooling1D"] = new(l => l.AveragePooling1D(3, 2, "same"), 0, s_line),
        ["AveragePooling2D"] = new(l => l.AveragePooling2D(3, 2, "same"), 0, s_map),
        ["AveragePooling3D"] = new(l => l.AveragePooling3D(2), 0, s_volume),
        ["BatchNormalization"] = new(l => l.BatchNormalization(momentum: 0.9f), 4, s_map),
        ["CategoryEncoding"] = new(l => l.CategoryEncoding(4, "count"), 0, 3) { Integers = true },
        ["CenterCrop"] = new(l => l.CenterCrop(3, 9), 0, s_map),
        ["Concatenate"] = new(l => l.Concatenate(1), 0, s_map, (2, 6, 4)),
        ["Conv1D"] = new(l => l.Conv1D(6, 3, padding: "causal", dilation_rate: 2, groups: 2, activation: "relu"), 2, s_line),
        ["Conv1DTranspose"] = new(l => l.Conv1DTranspose(3, 3, strides: 2, padding: "same", output_padding: 0), 2, s_line),
        ["Conv2D"] = new(l => l.Conv2D(6, (3, 2), strides: 2, padding: "same", groups: 2, activation: "swish"), 2, s_map),
        ["Conv2D more batch axes"] = new(l => l.Conv2D(6, 3, use_bias: false), 1, (2, 7, 6, 4)),
        ["Conv2DTranspose"] = new(l => l.Conv2DTranspose(3, 3, 2, "valid", output_padding: 1), 2, s_map),
        ["Conv3D"] = new(l => l.Conv3D(3, 2, kernel_regularizer: "l2", name: "c"), 2, s_volume),
        ["Cropping1D"] = new(l => l.Cropping1D((1, 2)), 0, s_line),
        ["Cropping2D"] = new(l => l.Cropping2D(((1, 0), (2, 1))), 0, s_map),
        ["Cropping3D"] = new(l => l.Cropping3D(1), 0, s_volume),
        ["Dense"] = new(l => l.Dense(5, activation: "tanh", kernel_initializer: "he_normal", name: "d"), 2, s_line),
        ["DepthwiseConv1D"] = new(l => l.DepthwiseConv1D(3, depth_multiplier: 2), 2, s_line),
        ["DepthwiseConv2D"] = new(l => l.DepthwiseConv2D(3, 2, "same", depth_multiplier: 2, activation: "relu6"), 2, s_map),
        ["Discretization"] = new(l => l.Discretization([-0.5, 0, 0.5]), 0, s_line),
        ["Dot"] = new(l => l.Dot((2, 1), normalize: true), 0, (3, 5), (5, 4)),
        ["Dropout"] = new(l => l.Dropout(0.5, (-1, 1, 1, 4)), 0, s_map),
        ["ELU"] = new(l => l.ELU(0.5, "e"), 0, s_map),
        ["EinsumDense"] = new(l => l.EinsumDense("...x,xy->...y", 3, "y", "relu"), 2, s_line),
        ["Embedding"] = new(l => l.Embedding(5, 3, input_length: 6), 1, 6) { Integers = true },
        ["Flatten"] = new(l => l.Flatten(), 0, s_map),
        ["GaussianDropout"] = new(l => l.GaussianDropout(0.3, seed: 3), 0, s_map),
        ["GaussianNoise"] = new(l => l.GaussianNoise(0.1), 0, s_map),
        ["GlobalAveragePooling1D"] = new(l => l.GlobalAveragePooling1D(), 0, s_line),
        ["GlobalAveragePooling2D"] = new(l => l.GlobalAveragePooling2D(keepdims: true), 0, s_map),
        ["GlobalMaxPooling1D"] = new(l => l.GlobalMaxPooling1D(keepdims: true), 0, s_line),
        ["GlobalMaxPooling2D"] = new(l => l.GlobalMaxPooling2D(), 0, s_map),
        ["GroupNormalization"] = new(l => l.GroupNormalization(2), 2, s_map),
        ["HardSigmoid"] = new(l => l.HardSigmoid(), 0, s_map),
        ["Identity"] = new(l => l.Identity(), 0, s_map),
        ["Lambda"] = new(l => l.Lambda(x => x * 2), 0, s_map) { HasConfig = false },
        ["LayerNormalization"] = new(l => l.LayerNormalization((3, 2)), 2, s_map),
        ["LeakyReLU"] = new(l => l.LeakyReLU(0.1), 0, s_map),
        ["LocalResponseNormalization"] = new(l => l.LocalResponseNormalization(2, 2, 1e-4, 0.75), 0, s_map),
        ["MaxPooling1D"] = new(l => l.MaxPooling1D(), 0, s_line),
        ["MaxPooling2D"] = new(l => l.MaxPooling2D(3, 2, "same"), 0, s_map),
        ["MaxPooling3D"] = new(l => l.MaxPooling3D(), 0, s_volume),
        ["Maximum"] = new(l => l.Maximum(), 0, s_map, s_map),
        ["Minimum"] = new(l => l.Minimum(), 0, s_map, s_map),
        ["MultiHeadAttention"] = new(l => l.MultiHeadAttention(2, 3, value_dim: 4, dropout: 0.1f, output_shape: 5), 8, (3, 6), (5, 6)),
        ["Multiply"] = new(l => l.Multiply(), 0, s_map, (1, 1, 4)),
        ["Normalization"] = new(l => l.Normalization(), 3, s_map),
        ["PReLU"] = new(l => l.PReLU("ones", shared_axes: [1, 2]), 1, s_map),
        ["Permute"] = new(l => l.Permute([3, 1, 2]), 0, s_map),
        ["RandomBrightness"] = new(l => l.RandomBrightness(0.2, (0, 1), seed: 1), 0, s_map),
        ["RandomContrast"] = new(l => l.RandomContrast((0.4, 0.6)), 0, s_map),
        ["RandomCrop"] = new(l => l.RandomCrop(3, 4), 0, s_map),
        ["RandomFlip"] = new(l => l.RandomFlip("horizontal"), 0, s_map),
        ["RandomRotation"] = new(l => l.RandomRotation((-0.1, 0.3), "constant", fill_value: 2), 0, s_map),
        ["RandomTranslation"] = new(l => l.RandomTranslation(0.2, (-0.1, 0.4), "wrap", "nearest"), 0, s_map),
        ["RandomZoom"] = new(l => l.RandomZoom(0.3, 0.2, "nearest"), 0, s_map),
        ["ReLU"] = new(l => l.ReLU(6, 0.1, 0.2), 0, s_map),
        ["RepeatVector"] = new(l => l.RepeatVector(3), 0, 4),
        ["Rescaling"] = new(l => l.Rescaling(1 / 127.5, -1, "r"), 0, s_map),
        ["Reshape"] = new(l => l.Reshape(new long[] { 6, -1 }), 0, s_map),
        ["Resizing"] = new(l => l.Resizing(3, 9, "bicubic"), 0, s_map),
        ["Resizing crop"] = new(l => l.Resizing(3, 3, crop_to_aspect_ratio: true), 0, s_map),
        ["SELU"] = new(l => l.SELU(), 0, s_map),
        ["SeparableConv1D"] = new(l => l.SeparableConv1D(5, 3, padding: "causal"), 3, s_line),
        ["SeparableConv2D"] = new(l => l.SeparableConv2D(5, 3, depth_multiplier: 2, activation: "relu"), 3, s_map),
        ["Softmax"] = new(l => l.Softmax((1, 2)), 0, s_map),
        ["SpatialDropout1D"] = new(l => l.SpatialDropout1D(0.5), 0, s_line),
        ["SpatialDropout2D"] = new(l => l.SpatialDropout2D(0.5), 0, s_map),
        ["SpatialDropout3D"] = new(l => l.SpatialDropout3D(0.5), 0, s_volume),
        ["Subtract"] = new(l => l.Subtract(), 0, s_map, s_map),
        ["ThresholdedReLU"] = new(l => l.ThresholdedReLU(0.5), 0, s_map),
        ["UnitNormalization"] = new(l => l.UnitNormalization((1, 2)), 0, s_map),
        ["UpSampling1D"] = new(l => l.UpSampling1D(3), 0, s_line),
        ["UpSampling2D"] = new(l => l.UpSampling2D((2, 3)), 0, s_map),
        ["UpSampling2D bilinear"] = new(l => l.UpSampling2D(2, interpolation: "bilinear"), 0, s_map) { Float32Out = true },
        ["ZeroPadding1D"] = new(l => l.ZeroPadding1D((2, 1)), 0, s_line),
        ["ZeroPadding2D"] = new(l => l.ZeroPadding2D(((1, 2), (3, 0))), 0, s_map),
    };

    public static TheoryData<string> Names() => [.. s_rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer(string name)
    {
        Row row = s_rows[name];
        LayerTest.Run(row.Make, row.Inputs, row.Weights, row.Integers, row.HasConfig, row.Float32Out);
    }

    /// <summary>A layer that a config can name has a row here.</summary>
    [Fact]
    public void EveryKnownLayerHasARow() => Assert.Empty(
        Tensorflow.Keras.Saving.LayerSerialization.Known.Except(s_rows.Keys).Except(["Functional", "Model", "Sequential", "InputLayer"]));
}
