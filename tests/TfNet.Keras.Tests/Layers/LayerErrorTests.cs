using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Layers;

/// <summary>What wrong arguments and inputs are told; the texts are Keras'.</summary>
public sealed class LayerErrorTests
{
    private static readonly (string Text, Action Act)[] s_rows =
    [
        ("Received an invalid value for `units`, expected a positive integer. Received: units=-1", () => L.Dense(-1)),
        ("Input 0 of layer \"c\" is incompatible with the layer: expected min_ndim=4, found ndim=2. Full shape received: (4, 6)",
            () => L.Conv2D(4, 3, name: "c").Apply(Zeros(4, 6))),
        ("Input 0 of layer \"c\" is incompatible with the layer: expected min_ndim=4, found ndim=3. Full shape received: (None, 6, 6)",
            () => L.Conv2D(4, 3, name: "c").Apply(keras.Input((6, 6)))),
        ("One of the dimensions in the output is <= 0 due to downsampling in c. Consider increasing the input size. Received input shape "
            + "[None, 3, 3, 1] "
            + "which would produce output shape with a zero or negative value in a dimension.", () =>
                L.Conv2D(4, 5, name: "c").Apply(keras.Input((3, 3, 1)))),
        ("The number of filters must be evenly divisible by the number of groups. Received: groups=3, filters=4",
            () => L.Conv2D(4, 3, groups: 3)),
        ("The number of input channels must be evenly divisible by the number of groups. Received groups=2, but the input has 3 channels "
            + "(full input shape is (None, 8, 8, 3)).",
            () => L.Conv2D(4, 3, groups: 2).Apply(keras.Input((8, 8, 3)))),
        ("`strides > 1` not supported in conjunction with `dilation_rate > 1`. Received: strides=(2, 2) and dilation_rate=(2, 2)",
            () => L.Conv2D(4, 3, strides: 2, dilation_rate: 2)),
        ("The `kernel_size` argument must be a tuple of 2 integers. Received: (0,) including {0} that does not satisfy the requirement "
            + "`> 0`.", () => L.Conv2D(4, 0)),
        ("The `kernel_size` argument must be a tuple of 2 integers. Received: (3, 3, 3)", () => L.Conv2D(4, (3, 3, 3))),
        ("The `kernel_size` argument must be a tuple of 2 integers. Received: None", () => L.DepthwiseConv2D()),
        ("Invalid value for argument `filters`. Expected a strictly positive value. Received filters=-4.", () => L.Conv2D(-4, 3)),
        ("The `padding` argument must be a list/tuple or one of \"valid\", \"same\" (or \"causal\", only for `Conv1D). Received: some",
            () => L.Conv2D(4, 3, padding: "some")),
        ("Causal padding is only supported for `Conv1D`and `SeparableConv1D`.", () => L.Conv2D(4, 3, padding: "causal")),
        ("Unknown activation function 'foo' cannot be deserialized.", () => L.Dense(3, activation: "foo")),
        ("Invalid value 1.5 received for `rate`, expected a value between 0 and 1.", () => L.Dropout(1.5)),
        ("Invalid value 1.5 received for `rate`, expected a value between 0 and 1.", () => L.SpatialDropout2D(1.5)),
        ("A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. Received: input_shape=[(None, 2, "
            + "3), (None, 4, 5)]",
            () => L.Concatenate().Apply((keras.Input((2, 3)).Single, keras.Input((4, 5)).Single))),
        ("Inputs have incompatible shapes. Received shapes (2,) and (3,)",
            () => L.Add().Apply((keras.Input(2).Single, keras.Input(3).Single))),
        ("total size of new array must be unchanged, input_shape = (6,), output_shape = (4, 2)",
            () => L.Reshape((4, 2)).Apply(keras.Input(6))),
        ("Cannot apply softmax to a tensor that is 1D.", () => L.Softmax().Apply(Zeros(2))),
        ("Invalid value for `axis` argument. Expected 0 <= axis < inputs.rank (with inputs.rank=3). Received: axis=(4,)",
            () => L.BatchNormalization(axis: 4).Apply(Zeros(2, 3, 4))),
        ("Invalid value for `axis` argument. Expected 0 <= axis < inputs.rank (with inputs.rank=3). Received: axis=(4,)",
            () => L.LayerNormalization(4).Apply(Zeros(2, 3, 4))),
        ("Duplicate axis: (1, 1)", () => L.LayerNormalization((1, -2)).Apply(Zeros(2, 3, 4))),
        ("Number of groups (32) cannot be more than the number of channels (4).", () => L.GroupNormalization().Apply(Zeros(2, 3, 4))),
        ("Number of groups (3) must be a multiple of the number of channels (4).", () => L.GroupNormalization(3).Apply(Zeros(2, 3, 4))),
        ("Strides must be greater than output padding. Received strides=(1, 1), output_padding=(1, 1).",
            () => L.Conv2DTranspose(3, 3, padding: "same", output_padding: 1)),
        ("Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be consecutive and start from 1. "
            + "Received dims=(0, 1)", () => L.Permute([0, 1])),
        ("Argument `cropping` must be greater than the input shape. Received: inputs.shape=(1, 2, 3, 1), and cropping=((1, 1), (1, 1))",
            () => L.Cropping2D(1).Apply(Zeros(1, 2, 3, 1))),
        ("The theta value of a Thresholded ReLU layer should be >=0. Received: -1", () => L.ThresholdedReLU(-1)),
        ("max_value of a ReLU layer cannot be a negative value. Received: -1", () => L.ReLU(-1)),
        ("Both `input_dim` and `output_dim` should be positive, Received input_dim = 0 and output_dim = 3", () => L.Embedding(0, 3)),
        ("`num_tokens` must be >= 1. Received: num_tokens=0.", () => L.CategoryEncoding(0)),
        ("Input values must be in the range 0 <= values < num_tokens with num_tokens=3",
            () => L.CategoryEncoding(3).Apply(new Tensor([0, 3], 2))),
        ("When setting values directly, both `mean` and `variance` must be set. Got mean: [1.0] and variance: None",
            () => L.Normalization(mean: 1f)),
        ("Invalid einsum equation 'abc'. Equations must be in the form [X],[Y]->[Z], ...[X],[Y]->...[Z], or [X]...,[Y]->[Z]....",
            () => L.EinsumDense("abc", 3).Apply(Zeros(2, 3))),
        ("Bias dimension 'd' was requested, but is not part of the output spec 'ac'",
            () => L.EinsumDense("ab,bc->ac", 3, "d").Apply(Zeros(2, 3))),
        ("Incompatible input shapes: axis values 3 (at axis 1) != 4 (at axis 1). Full input shapes: (2, 3), (2, 4)",
            () => L.Dot(1).Apply((Zeros(2, 3), Zeros(2, 4)))),
        ("Attention layer must be called on a list of inputs, namely [query, value] or [query, value, key].",
            () => L.Attention().Apply(Zeros(1, 2, 3))),
        ("`factor` argument cannot have a negative value. Received: factor=-0.1", () => L.RandomRotation(-0.1)),
        ("`factor` argument cannot have a negative value. Received: factor=(0.2, 0.1)", () => L.RandomRotation((0.2, 0.1))),
        ("`height_factor` argument must have values between [-1, 1]. Received: height_factor=2.0", () => L.RandomZoom(2.0)),
        ("`height_factor` argument must have values between [-1, 1]. Received: height_factor=1.5", () => L.RandomTranslation(1.5, 0.1)),
        ("RandomFlip layer f received an unknown mode argument foo", () => L.RandomFlip("foo", name: "f")),
        ("`factor` argument cannot have negative values or values greater than 1.Received: factor=1.5", () => L.RandomContrast(1.5)),
        ("The `factor` argument should be a number (or a list of two numbers) in the range [-1.0, 1.0]. Got 2.0",
            () => L.RandomBrightness(2.0)),
        ("Unknown `fill_mode` foo. Only `reflect`, `wrap`, `constant` and `nearest` are supported.",
            () => L.RandomRotation(.1, fill_mode: "foo")),
        ("Unknown `interpolation` foo. Only `nearest` and `bilinear` are supported.", () => L.RandomRotation(.1, interpolation: "foo")),
        ("Value not recognized for `interpolation`: foo. Supported values are: dict_keys(['bilinear', 'nearest', 'bicubic', 'area', "
            + "'lanczos3', 'lanczos5', 'gaussian', 'mitchellcubic'])",
            () => L.Resizing(4, 4, interpolation: "foo")),
        ("DepthwiseConv2D: argument kernel_initializer: expected the default (use depthwise_initializer); received 'ones'",
            () => L.DepthwiseConv2D(3, kernel_initializer: "ones")),
        ("Embedding: argument mask_zero: expected false (masks do not travel through models here); received true",
            () => L.Embedding(3, 4, mask_zero: true)),
        ("CategoryEncoding: argument sparse: expected false (there are no sparse tensors); received true",
            () => L.CategoryEncoding(3, sparse: true)),
        ("Conv1D: argument data_format: expected 'channels_last' (activations are NHWC); received 'channels_first'",
            () => L.Conv1D(3, 3, data_format: "channels_first")),
    ];

    private static LayersApi L => keras.layers;

    public static TheoryData<int> Rows() => [.. Enumerable.Range(0, s_rows.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Text(int row)
    {
        var error = Assert.ThrowsAny<TensorflowException>(s_rows[row].Act);
        Assert.StartsWith(s_rows[row].Text, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Keras accepts these.</summary>
    [Fact]
    public void NoErrors()
    {
        L.RandomZoom((0.1, -0.1)).Apply(Zeros(1, 4, 4, 1));
        L.RandomContrast(0.0).Apply(Zeros(1, 4, 4, 1));
        L.Dropout(1.0);
        L.Conv2D(4, 3, padding: "SAME").Apply(Zeros(1, 4, 4, 1));
    }

    private static Tensor Zeros(params long[] shape) => new(new float[shape.Aggregate(1L, (a, b) => a * b)], new Shape(shape));
}
