namespace Tensorflow;

/// <summary>Convolution, pooling and normalisation. Tensors are NHWC; strides and dilations are one number, two, or [1, rows, columns,
/// 1].</summary>
public sealed partial class nn_api
{
    /// <summary>input [N,H,W,C], filter [kh,kw,C/groups,O] -> [N,oh,ow,O]; the kernel is not flipped.</summary>
    public Tensor conv2d(Tensor input, Tensor filter, int[] strides, string padding, string data_format = "NHWC", int[]? dilations = null,
        string? name = null) =>
        conv2d(input, filter, strides, Pads("conv2d", padding), data_format, dilations);

    /// <summary>The same with explicit padding [[0, 0], [top, bottom], [left, right], [0, 0]].</summary>
    public Tensor conv2d(Tensor input, Tensor filter, int[] strides, int[,] padding, string data_format = "NHWC", int[]? dilations = null,
        string? name = null) =>
        conv2d(input, filter, strides, Pads("conv2d", padding), data_format, dilations);

    /// <summary>One kernel per channel: filter [kh,kw,C,m] -> [N,oh,ow,C*m].</summary>
    public Tensor depthwise_conv2d(Tensor input, Tensor filter, int[] strides, string padding, string data_format = "NHWC",
        int[]? dilations = null, string? name = null)
    {
        Layout("depthwise_conv2d", data_format);
        return DepthwiseConv2D.Apply(
            input, filter, null, Two("depthwise_conv2d", "strides", strides), Pads("depthwise_conv2d", padding),
                Two("depthwise_conv2d", "dilations", dilations ?? [1]));
    }

    /// <summary>depthwise_filter [kh,kw,C,m], then pointwise_filter [1,1,C*m,O].</summary>
    public Tensor separable_conv2d(
        Tensor input, Tensor depthwise_filter, Tensor pointwise_filter, int[] strides, string padding, string data_format = "NHWC",
            int[]? dilations = null, string? name = null)
    {
        Layout("separable_conv2d", data_format);
        return SeparableConv2D.Apply(
            input, depthwise_filter, pointwise_filter, null, Two("separable_conv2d", "strides", strides), Pads("separable_conv2d", padding),
            Two("separable_conv2d", "dilations", dilations ?? [1]));
    }

    /// <summary>The gradient of conv2d: filters [kh,kw,O,I], output_shape [N,H,W,O].</summary>
    public Tensor conv2d_transpose(
        Tensor input, Tensor filters, int[] output_shape, int[] strides, string padding = "SAME", string data_format = "NHWC",
            int[]? dilations = null, string? name = null)
    {
        const string op = "conv2d_transpose";
        Layout(op, data_format);
        Check.Rank(op, filters, 4, "filters");
        Check.That(
            output_shape.Length == 4 && Check.Agree(output_shape[0], input.shape[0]) && output_shape[3] == filters.shape[2], op,
                "output_shape",
            $"[{input.shape[0]}, height, width, {filters.shape[2]}]", $"[{string.Join(", ", output_shape)}]");
        return Conv2DTranspose.ToShape(
            input, filters, null, (output_shape[1], output_shape[2]), Two(op, "strides", strides), Pads(op, padding),
                Two(op, "dilations", dilations ?? [1]));
    }

    /// <summary>input [N,L,C], filters [k,C/groups,O].</summary>
    public Tensor conv1d(Tensor input, Tensor filters, int stride, string padding, int dilations = 1, string? name = null) =>
        Conv1D.Apply(input, filters, null, stride, Pads("conv1d", padding), dilations, Groups("conv1d", input, filters));

    /// <summary>value + bias along the channels.</summary>
    public Tensor bias_add(Tensor value, Tensor bias, string data_format = "NHWC", string? name = null)
    {
        Layout("bias_add", data_format);
        return BiasAdd.Apply(value, bias);
    }

    /// <summary>The largest value of each window; padding never wins.</summary>
    public Tensor max_pool(Tensor value, int[] ksize, int[] strides, string padding, string data_format = "NHWC", string? name = null) =>
        max_pool2d(value, ksize, strides, padding, data_format);

    public Tensor max_pool2d(Tensor input, int[] ksize, int[] strides, string padding, string data_format = "NHWC", string? name = null)
    {
        Layout("max_pool2d", data_format);
        return Pooling.MaxPool2D.Apply(input, Two("max_pool2d", "ksize", ksize), Two("max_pool2d", "strides", strides),
            Pads("max_pool2d", padding));
    }

    /// <summary>The mean of each window's cells inside the map.</summary>
    public Tensor avg_pool(Tensor value, int[] ksize, int[] strides, string padding, string data_format = "NHWC", string? name = null) =>
        avg_pool2d(value, ksize, strides, padding, data_format);

    public Tensor avg_pool2d(Tensor input, int[] ksize, int[] strides, string padding, string data_format = "NHWC", string? name = null)
    {
        Layout("avg_pool2d", data_format);
        return Pooling.AvgPool2D.Apply(input, Two("avg_pool2d", "ksize", ksize), Two("avg_pool2d", "strides", strides),
            Pads("avg_pool2d", padding));
    }

    /// <summary>x / (bias + alpha * sum of the neighbouring channels' squares)^beta.</summary>
    public Tensor local_response_normalization(Tensor input, int depth_radius = 5, float bias = 1, float alpha = 1, float beta = 0.5f,
        string? name = null) =>
        LocalResponseNormalization.Apply(input, depth_radius, bias, alpha, beta);

    public Tensor lrn(Tensor input, int depth_radius = 5, float bias = 1, float alpha = 1, float beta = 0.5f, string? name = null) =>
        LocalResponseNormalization.Apply(input, depth_radius, bias, alpha, beta);

    private static Tensor conv2d(Tensor input, Tensor filter, int[] strides, Padding padding, string dataFormat, int[]? dilations)
    {
        Layout("conv2d", dataFormat);
        return Conv2D.Apply(
            input, filter, null, Two("conv2d", "strides", strides), padding, Two("conv2d", "dilations", dilations ?? [1]),
                Groups("conv2d", input, filter));
    }

    /// <summary>TensorFlow's ops take the number of groups from the shapes.</summary>
    private static int Groups(string op, Tensor input, Tensor filter)
    {
        Check.MinRank(op, filter, 2);
        (long c, long i) = (input.shape[-1], filter.shape[-2]);
        Check.That(i > 0 && c % i == 0, op, "filter",
            $"a divisor of {c} channels in its last but one axis, for input of shape {input.shape}", filter.shape);
        return (int)(c / i);
    }

    private static Padding Pads(string op, string padding) => Padding.Parse(op, padding);

    private static Padding Pads(string op, int[,] padding)
    {
        (long, long)[] pairs = image_api.Pairs(padding);
        Check.That(pairs.Length == 4 && pairs[0] == (0, 0) && pairs[3] == (0, 0), op, "padding",
            "[[0, 0], [top, bottom], [left, right], [0, 0]]", string.Join(", ", pairs));
        return Padding.Explicit(pairs[1..3]);
    }

    private static void Layout(string op, string dataFormat) =>
        Check.That(dataFormat == "NHWC", op, "data_format", "'NHWC'", $"'{dataFormat}'");

    private static (int, int) Two(string op, string argument, int[] numbers)
    {
        if (numbers.Length == 1)
            return (numbers[0], numbers[0]);
        if (numbers.Length == 2)
            return (numbers[0], numbers[1]);
        Check.That(numbers.Length == 4 && numbers[0] == 1 && numbers[3] == 1, op, argument, "one number, two, or [1, rows, columns, 1]",
            $"[{string.Join(", ", numbers)}]");
        return (numbers[1], numbers[2]);
    }
}
