using Tensorflow.Gradients;

namespace Tensorflow;

/// <summary>
/// TensorFlow's functions, reached as <c>tf</c> through <c>using static Tensorflow.Binding;</c>. The members stand in the
/// files of the ops they call.
/// </summary>
public sealed partial class tensorflow
{
    internal tensorflow()
    {
    }

    public TF_DataType float16 => TF_DataType.TF_HALF;
    public TF_DataType bfloat16 => TF_DataType.TF_BFLOAT16;
    public TF_DataType float32 => TF_DataType.TF_FLOAT;
    public TF_DataType float64 => TF_DataType.TF_DOUBLE;
    public TF_DataType int8 => TF_DataType.TF_INT8;
    public TF_DataType int16 => TF_DataType.TF_INT16;
    public TF_DataType int32 => TF_DataType.TF_INT32;
    public TF_DataType int64 => TF_DataType.TF_INT64;
    public TF_DataType uint8 => TF_DataType.TF_UINT8;
    public TF_DataType @bool => TF_DataType.TF_BOOL;

    /// <summary>A tape that records until it is disposed or, when it is not persistent, until its one gradient is taken.</summary>
    public GradientTape GradientTape(bool persistent = false, bool watch_accessed_variables = true) =>
        new(persistent, watch_accessed_variables);

    /// <summary>A block whose new tensors and variables go to a device, e.g. <c>using (tf.device("/CPU:0")) { .. }</c>.</summary>
    public IDisposable device(string name) => Device.Use(name);

    /// <summary>A variable that starts with a value.</summary>
    public ResourceVariable Variable<T>(T data, bool trainable = true, string? name = null, TF_DataType dtype = TF_DataType.DtInvalid) =>
        new(ops.convert_to_tensor(data!, dtype), trainable, (name ?? "Variable") + ":0");
}
