using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using NumSharp;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Optimizers;
using TfNetZoo.Networks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using Shape = Tensorflow.Shape;

namespace GpuCheck;

/// <summary>One network on one device in one precision, with fixed data.</summary>
internal sealed class DeviceRun
{
    private const int Steps = 3;

    private readonly string _name;
    private readonly int _batch;
    private readonly string _device;
    private readonly NetworkInfo _info;
    private readonly Model _model;
    private readonly ILossFunc _loss = keras.losses.SparseCategoricalCrossentropy();
    private readonly OptimizerV2 _optimizer = keras.optimizers.Adam(0.0001f);
    private readonly Tensor _x;
    private readonly Tensor _y;

    /// <param name="name">Of the network.</param>
    /// <param name="batch">Images.</param>
    /// <param name="device">"/CPU:0" or "/GPU:0".</param>
    /// <param name="dtype">"float32" or "float64".</param>
    /// <param name="weights">Those of another run; null: fresh ones.</param>
    internal DeviceRun(string name, int batch, string device, string dtype, List<NDArray>? weights)
    {
        (_name, _batch, _device) = (name, batch, device);
        _info = ModelRegistry.Get(name);
        DTypePolicy.SetGlobal(dtype);
        using (tf.device(device))
        {
            tf.set_random_seed(1);
            _model = _info.Build();
            (_x, _y) = Data(dtype == "float64");
            _model.Apply(_x, training: false);
            if (weights is null)
                Shake(_model);
            else
                foreach ((IVariableV1 variable, NDArray value) in _model.Weights.Zip(weights))
                    variable.assign(tf.cast(new Tensor(value), variable.dtype));
        }
        Weights = _model.get_weights();
    }

    /// <summary>Before training.</summary>
    internal List<NDArray> Weights { get; }

    internal List<double> Losses { get; } = [];

    /// <summary>The first step's gradients, then nothing more: later ones depend on rounding.</summary>
    internal List<(string Name, double[] Values)> Gradients { get; } = [];

    internal double[] Output { get; private set; } = [];

    /// <summary>Where the results really were computed.</summary>
    internal string Device { get; private set; } = "";

    /// <summary>Biases and heads that begin at zero would hide errors below them.</summary>
    private static void Shake(Model model)
    {
        foreach (IVariableV1 variable in model.TrainableVariables)
            variable.assign_add(tf.cast(tf.random.normal(variable.shape, stddev: 0.02f), variable.dtype));
    }

    private static double[] Doubles(Tensor tensor) => tf.cast(tensor, TF_DataType.TF_DOUBLE).ToArray<double>();

    /// <summary>Some steps; outputs are taken before, the losses and the first gradients on the way.</summary>
    internal void Train()
    {
        using IDisposable device = tf.device(_device);
        tf.set_random_seed(2);
        Tensor output = _model.Apply(_x, training: false).Single;
        (Output, Device) = (Doubles(output), output.device);
        for (int i = 0; i < Steps; i++)
            Losses.Add(Doubles(Step(keep: i == 0))[0]);
    }

    /// <summary>A JSON line: the best of three measurements of ten steps (one on the processor).</summary>
    internal string Throughput()
    {
        using IDisposable device = tf.device(_device);
        bool gpu = _device == "/GPU:0";
        int inner = gpu ? 10 : 1;
        Func<Tensor, Tensor, Tensor> step = tf.function((Tensor x, Tensor y) => Step(keep: false), "step");
        double best = double.MaxValue;
        for (int round = -1; round < 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 1; i < inner; i++)
                step(_x, _y).Dispose();
            _ = (float)step(_x, _y);
            if (round >= 0)
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds / inner);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{{\"network\":\"{_name}\",\"mode\":\"train\",\"batch\":{_batch},\"size\":{_info.Size},\"dtype\":\"float32\",")
            + string.Create(CultureInfo.InvariantCulture, $"\"device\":\"{(gpu ? "gpu" : "cpu")}\",\"img_per_s\":{_batch * 1000 / best:0.00},\"ms_per_step\":{best:0.000}}}");
    }

    private Tensor Step(bool keep)
    {
        using var tape = tf.GradientTape();
        Tensor loss = _loss.Call(_y, _model.Apply(_x, training: true).Single);
        List<IVariableV1> variables = _model.TrainableVariables;
        Tensor[] gradients = tape.gradient(loss, variables);
        if (keep)
            Gradients.AddRange(gradients.Select((g, i) => (variables[i].Name, Doubles(g))));
        _optimizer.apply_gradients(gradients.Zip(variables));
        return loss;
    }

    private (Tensor, Tensor) Data(bool wide)
    {
        var random = new Random(3);
        var pixels = new float[_batch * _info.Size * _info.Size * _info.Channels];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = random.NextSingle();
        var labels = new long[_batch];
        for (int i = 0; i < _batch; i++)
            labels[i] = random.Next(_info.Classes);
        var shape = new Shape(_batch, _info.Size, _info.Size, _info.Channels);
        var x = new Tensor(MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray(), shape, TF_DataType.TF_FLOAT);
        return (wide ? tf.cast(x, TF_DataType.TF_DOUBLE) : x, new Tensor(labels));
    }
}
