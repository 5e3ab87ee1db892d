using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNetZoo.Networks;
using Attention = TfNetZoo.Networks.Attention;

namespace Throughput.Stock;

/// <summary>From the layers of a Keras model to the operators that a PyTorch script of the same network runs, NCHW.</summary>
internal sealed class StockBuilder
{
    private readonly Dictionary<long, int> _slots = [];

    /// <summary>Slots that are (N, features) of a flattened map, with its (h, w, c): rows of the next dense kernel change their order.</summary>
    private readonly Dictionary<int, (long H, long W, long C)> _flattened = [];
    private int _next;

    internal StockBuilder(Model model, Shape input)
    {
        var trace = new LayerTrace(model, input);
        _slots[trace.Input.Id] = _next++;
        foreach ((Layer layer, Tensor[] inputs, Tensor output) in trace.Calls)
            Append(layer, inputs, output);
        Outputs = [.. trace.Outputs.Select(Slot)];
        Softmax = [.. Outputs.Select(_softmaxed.Contains)];
        FoldPadding();
        MarkInPlace();
    }

    private readonly HashSet<int> _softmaxed = [];

    internal List<StockLayer> Layers { get; } = [];

    internal int[] Outputs { get; }

    /// <summary>Which outputs are probabilities; their slots hold the logits.</summary>
    internal bool[] Softmax { get; }

    internal int SlotCount => _next;

    private void Append(Layer layer, Tensor[] inputs, Tensor output)
    {
        IDictionary<string, object?> c = layer.get_config();
        int x = Slot(inputs[0]);
        int y = layer.KerasClassName switch
        {
            "Conv2D" or "DepthwiseConv2D" => Activated(c, Convolution(layer, c, inputs[0].shape, x)),
            "Dense" => Activated(c, Linear(layer, x)),
            "BatchNormalization" => BatchNorm(layer, c, x),
            "ReLU" when c["negative_slope"] is 0.0 && c["threshold"] is 0.0 => Add(new StockRelu(Six(c["max_value"])), x),
            "Activation" => Activated(c, x),
            "Softmax" => Probabilities(x),
            "MaxPooling2D" => MaxPool(c, inputs[0].shape, x),
            "AveragePooling2D" => AvgPool(c, inputs[0].shape, x),
            "GlobalAveragePooling2D" => Add(new StockGlobalAverage(c["keepdims"] is true), x),
            "ZeroPadding2D" => Add(new StockPad([.. Numbers(c["padding"])], 0), x),
            "Flatten" => Flatten(inputs[0].shape, x),
            "Reshape" => Reshape(inputs[0].shape, output.shape, x),
            "LayerNormalization" => LayerNorm(layer, c, x),
            nameof(ConcatClassTokenAddPosEmbed) => Add(new StockClassToken(Plain(layer, 0)!, Plain(layer, 1)!), x),
            nameof(Attention) => MultiHead((Attention)layer, x),
            "Add" => Add(new StockAdd(), [.. inputs.Select(Slot)]),
            "Concatenate" => Add(new StockConcat(), [.. inputs.Select(Slot)]),
            string other => throw new NotSupportedException($"--stock: no form for layer '{layer.Name}' of class {other}"),
        };
        _slots[output.Id] = y;
    }

    /// <summary>The slot of a tensor; a bare op's result gets its operator when it is first asked for.</summary>
    private int Slot(Tensor tensor)
    {
        if (_slots.TryGetValue(tensor.Id, out int slot))
            return slot;
        SymbolicOrigin origin = tensor.Origin ?? throw new NotSupportedException($"--stock: no origin of {tensor}");
        int[] x = [.. origin.Inputs.Select(Slot)];
        return _slots[tensor.Id] = origin.Op switch
        {
            "add" => Add(new StockAdd(), x),
            "relu" => Add(new StockRelu(false), x),
            "relu6" => Add(new StockRelu(true), x),
            "concat" when tensor.rank == 4 => Add(new StockConcat(), x),
            "softmax" => Probabilities(x[0]),
            "reshape" when origin.Inputs[0].rank == 4 && tensor.rank == 3 => Add(new StockTokens(), x),
            "strided_slice" when origin.Inputs[0].rank == 3 && tensor.rank == 2 => Add(new StockFirstToken(), x),
            _ => throw new NotSupportedException($"--stock: no form for op '{origin.Op}'"),
        };
    }

    private int Add(StockLayer layer, params int[] reads)
    {
        (layer.Reads, layer.Write) = (reads, _next++);
        Layers.Add(layer);
        return layer.Write;
    }

    private int Activated(IDictionary<string, object?> config, int x) => config["activation"] switch
    {
        "linear" or null => x,
        "relu" => Add(new StockRelu(false), x),
        "relu6" => Add(new StockRelu(true), x),
        "softmax" => Probabilities(x),
        "gelu" => Add(new StockGelu(), x),
        object other => throw new NotSupportedException($"--stock: no form for activation '{other}'"),
    };

    private static bool Six(object? max) => max switch
    {
        null => false,
        6.0 => true,
        _ => throw new NotSupportedException($"--stock: no form for a ReLU up to {max}"),
    };

    private int Probabilities(int x)
    {
        _softmaxed.Add(x);
        return x;
    }

    private int Convolution(Layer layer, IDictionary<string, object?> c, Shape input, int x)
    {
        IVariableV1 kernel = layer.Weights[0];
        bool depthwise = layer.KerasClassName == "DepthwiseConv2D";
        long[] size = [kernel.shape[0], kernel.shape[1]];
        (long[] strides, long[] dilations) = ([.. Numbers(c["strides"])], [.. Numbers(c["dilation_rate"])]);
        long[] cells = Same(c, input, size, strides, dilations);
        bool even = cells[0] == cells[1] && cells[2] == cells[3];
        if (!even)
            x = Add(new StockPad(cells, 0), x);
        // HWIO -> OIHW; a depthwise kernel (h, w, c, m) -> (c*m, 1, h, w).
        var w = depthwise
            ? new StockParameter(kernel, k => ShapeOps.Reshape(Transposed(k, 2, 3, 0, 1), new Shape(kernel.shape[2] * kernel.shape[3], 1, size[0], size[1])),
                g => Transposed(ShapeOps.Reshape(g, new Shape(kernel.shape[2], kernel.shape[3], size[0], size[1])), 2, 3, 0, 1))
            : new StockParameter(kernel, k => Transposed(k, 3, 2, 0, 1), g => Transposed(g, 2, 3, 1, 0));
        long groups = depthwise ? kernel.shape[2] : input[-1] / kernel.shape[2];
        return Add(new StockConvolution(w, Plain(layer, 1), strides, even ? [cells[0], cells[2]] : [0, 0], dilations, groups), x);
    }

    private static StockParameter? Plain(Layer layer, int index) =>
        layer.Weights.Count > index ? new StockParameter(layer.Weights[index], v => v, g => g) : null;

    /// <summary>Kernel (in, out) -> weight (out, in), columns in the order of a flattened NCHW map.</summary>
    private int Linear(Layer layer, int x)
    {
        IVariableV1 kernel = layer.Weights[0];
        long units = kernel.shape[1];
        StockParameter weight = _flattened.TryGetValue(x, out (long H, long W, long C) map)
            ? new StockParameter(kernel,
                k => ShapeOps.Reshape(Transposed(ShapeOps.Reshape(k, new Shape(map.H, map.W, map.C, units)), 3, 2, 0, 1), new Shape(units, -1)),
                g => ShapeOps.Reshape(Transposed(ShapeOps.Reshape(g, new Shape(units, map.C, map.H, map.W)), 2, 3, 1, 0), kernel.shape))
            : new StockParameter(kernel, k => Transposed(k, 1, 0), g => Transposed(g, 1, 0));
        return Add(new StockLinear(weight, Plain(layer, 1)), x);
    }

    private int BatchNorm(Layer layer, IDictionary<string, object?> c, int x)
    {
        if (layer.Weights.Count != 4)
            throw new NotSupportedException($"--stock: no form for layer '{layer.Name}' without gamma or beta");
        return Add(new StockBatchNorm(Plain(layer, 0)!, Plain(layer, 1)!, Plain(layer, 2)!.Value, Plain(layer, 3)!.Value, (double)c["epsilon"]!), x);
    }

    private int LayerNorm(Layer layer, IDictionary<string, object?> c, int x)
    {
        if (layer.Weights.Count != 2 || c["axis"] is not (int or int[] { Length: 1 }))
            throw new NotSupportedException($"--stock: no form for layer '{layer.Name}' over axes {c["axis"]}, without gamma or without beta");
        return Add(new StockLayerNorm(Plain(layer, 0)!, Plain(layer, 1)!, (double)c["epsilon"]!), x);
    }

    /// <summary>The two dense layers inside are its weights: qkv and out, with biases.</summary>
    private int MultiHead(Attention layer, int x)
    {
        Layer[] inner = [.. layer.FlatLayers().Where(l => l.Weights.Count > 0)];
        if (inner.Length != 2 || inner.Any(l => l.Weights.Count != 2))
            throw new NotSupportedException($"--stock: no form for attention '{layer.Name}' without biases");
        StockParameter[] p = [.. inner.SelectMany(l => new[] { new StockParameter(l.Weights[0], k => Transposed(k, 1, 0), g => Transposed(g, 1, 0)), Plain(l, 1)! })];
        return Add(new StockAttention(p[0], p[1], p[2], p[3], layer.Heads), x);
    }

    private int MaxPool(IDictionary<string, object?> c, Shape input, int x)
    {
        (long[] size, long[] strides) = ([.. Numbers(c["pool_size"])], [.. Numbers(c["strides"])]);
        long[] cells = Same(c, input, size, strides, [1, 1]);
        bool even = cells[0] == cells[1] && cells[2] == cells[3];
        if (!even)
            x = Add(new StockPad(cells, double.NegativeInfinity), x);
        return Add(new StockMaxPool(size, strides) { Padding = even ? [cells[0], cells[2]] : [0, 0] }, x);
    }

    private int AvgPool(IDictionary<string, object?> c, Shape input, int x)
    {
        (long[] size, long[] strides) = ([.. Numbers(c["pool_size"])], [.. Numbers(c["strides"])]);
        long[] cells = Same(c, input, size, strides, [1, 1]);
        return cells[0] == cells[1] && cells[2] == cells[3]
            ? Add(new StockAvgPool(size, strides) { Padding = [cells[0], cells[2]] }, x)
            : throw new NotSupportedException("--stock: no form for average pooling with uneven padding");
    }

    private int Flatten(Shape input, int x)
    {
        int y = Add(new StockReshape([-1]), x);
        if (input.ndim == 4)
            _flattened[y] = (input[1], input[2], input[3]);
        return y;
    }

    /// <summary>(N, C) to (N, 1, 1, C) and back: the only reshapes whose elements keep their order in NCHW.</summary>
    private int Reshape(Shape from, Shape to, int x) => (from.ndim, to.ndim) switch
    {
        (2, 4) when to[1] == 1 && to[2] == 1 => Add(new StockReshape([to[3], 1, 1]), x),
        (4, 2) => Flatten(from, x),
        _ => throw new NotSupportedException($"--stock: no form for a reshape from {from} to {to}"),
    };

    /// <summary>Keras' padding: top, bottom, left, right.</summary>
    private static long[] Same(IDictionary<string, object?> c, Shape input, long[] size, long[] strides, long[] dilations)
    {
        var cells = new long[4];
        if (c["padding"] is "same")
        {
            for (int a = 0; a < 2; a++)
            {
                long outputs = (input[a + 1] + strides[a] - 1) / strides[a];
                long total = Math.Max((outputs - 1) * strides[a] + (size[a] - 1) * dilations[a] + 1 - input[a + 1], 0);
                (cells[2 * a], cells[2 * a + 1]) = (total / 2, total - total / 2);
            }
        }
        return cells;
    }

    /// <summary>Even zero padding before a convolution becomes the convolution's own, as a PyTorch script has it.</summary>
    private void FoldPadding()
    {
        foreach (StockPad pad in Layers.OfType<StockPad>().ToArray())
        {
            long[] p = pad.Cells;
            StockLayer[] readers = [.. Layers.Where(l => l.Reads.Contains(pad.Write))];
            if (p[0] != p[1] || p[2] != p[3] || readers is not [StockConvolution conv] || conv.Padding.Any(n => n != 0))
                continue;
            conv.Padding = [p[0], p[2]];
            conv.Reads = pad.Reads;
            Layers.Remove(pad);
        }
    }

    private void MarkInPlace()
    {
        foreach (StockRelu relu in Layers.OfType<StockRelu>())
            relu.InPlace = relu.Reads[0] != 0 && !Outputs.Contains(relu.Reads[0]) && Layers.Count(l => l.Reads.Contains(relu.Reads[0])) == 1
                && Layers.Find(l => l.Write == relu.Reads[0]) is not StockRelu and not StockReshape;
    }

    private static Tensor Transposed(Tensor x, params int[] order) => ShapeOps.Transpose(x, new Axis(order));

    private static IEnumerable<long> Numbers(object? value) => value switch
    {
        int[] n => n.Select(i => (long)i),
        long[] n => n,
        int[][] n => n.SelectMany(i => i).Select(i => (long)i),
        _ => throw new NotSupportedException($"--stock: expected numbers in a layer's config; received {value}"),
    };
}
