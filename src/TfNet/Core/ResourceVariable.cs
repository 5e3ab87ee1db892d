using NumSharp;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// A variable that owns its memory: <c>assign</c> writes in place when nobody else looks into it, else into new memory,
/// so tensors read before keep their values. Convolution kernels lie as OHWI in memory and are seen as HWIO.
/// </summary>
public sealed partial class ResourceVariable : IVariableV1
{
    private static long s_ids;

    [ThreadStatic]
    private static int t_symbolicReads;

    private Tensor? _memory;
    private readonly Device? _chosen;
    private Func<Tensor>? _initial;

    internal ResourceVariable(Tensor value, bool trainable, string name, WeightLayout layout = WeightLayout.RowMajor)
    {
        // Variables' keys are negative, tensors' positive: one space of keys in the tapes.
        UniqueId = -Interlocked.Increment(ref s_ids);
        Name = name;
        Trainable = trainable;
        Layout = layout;
        (shape, dtype) = (value.shape, value.dtype);
        _memory = NewMemory(value.Device);
        using var scope = new Scope("variable " + name);
        Aten.copy_(_memory, value);
    }

    /// <summary>
    /// A variable whose memory is taken and filled when its value is first asked for: a model's shapes cost nothing. It lies where the
    /// thread's device was when it was made, wherever it is first used (a file's values are read on the processor).
    /// </summary>
    internal ResourceVariable(Shape shape, TF_DataType dtype, Func<Tensor> initial, bool trainable, string name, WeightLayout layout)
    {
        UniqueId = -Interlocked.Increment(ref s_ids);
        Name = name;
        Trainable = trainable;
        Layout = layout;
        (this.shape, this.dtype) = (shape, dtype);
        _initial = initial;
        _chosen = Tensorflow.Device.Chosen;
    }

    public long UniqueId { get; }

    public string Name { get; internal set; }

    public Tensor Handle => _value;

    public string Device => _value.device;

    public TF_DataType dtype { get; }

    public Shape shape { get; }

    public bool Trainable { get; internal set; }

    /// <summary>Raised by every write: packed copies of the value hang on it.</summary>
    internal long Version { get; private set; }

    internal WeightLayout Layout { get; }

    private Tensor _value => _memory ?? Materialize();

    private Tensor Materialize()
    {
        Func<Tensor> initial = _initial!;
        using IDisposable device = Tensorflow.Device.Use(_chosen);
        using var scope = new Scope("initial value of " + Name);
        Tensor value = initial();
        if (value.shape != shape || value.dtype != dtype)
            throw new ValueError($"variable '{Name}': its initializer must give shape {shape} {dtype.as_numpy_name()}; it gave {value.shape} {value.dtype.as_numpy_name()}");
        Tensor memory = NewMemory(value.Device);
        Aten.copy_(memory, value);
        _initial = null;
        return _memory = memory;
    }

    /// <summary>While it lasts, reads on this thread are symbolic: a layer's call is asked for its output shape only.</summary>
    internal static SymbolicReads ReadSymbolically()
    {
        t_symbolicReads++;
        return default;
    }

    internal readonly ref struct SymbolicReads : IDisposable
    {
        public void Dispose() => t_symbolicReads--;
    }

    /// <summary>The value for a write in place of the whole (a fused optimizer step, a statistics update).</summary>
    internal Tensor MutableValue()
    {
        if (_value.Share!.Count > 1)
        {
            Tensor fresh = NewMemory(_value.Device);
            Aten.copy_(fresh, _value);
            Replace(fresh);
        }
        Version++;
        return _value;
    }

    public Tensor AsTensor(TF_DataType dtype = TF_DataType.DtInvalid, string? name = null, bool as_ref = false)
    {
        if (dtype != TF_DataType.DtInvalid && dtype != this.dtype)
            return MathOps.Cast(AsTensor(), dtype);
        if (t_symbolicReads > 0)
            return new Tensor(shape, this.dtype, null) { Source = this, name = Name };
        Tape.VariableRead(this);
        return new Tensor(_value.NewNativeOwner(), _value.Share) { Source = this };
    }

    public Tensor value() => AsTensor();

    public Tensor read_value() => AsTensor();

    public NDArray numpy() => _value.numpy();

    public Tensor assign<T>(T value, bool use_locking = false, string? name = null, bool read_value = true)
    {
        using (new Scope("assign"))
        {
            Tensor source = Operand(value, "assign");
            Aten.copy_(MutableValue(), source);
        }
        return read_value ? AsTensor() : _value;
    }

    public Tensor assign_add<T>(T value, bool use_locking = false, string? name = null, bool read_value = true)
    {
        using (new Scope("assign_add"))
        {
            Tensor sum = Aten.add(_value, Operand(value, "assign_add"));
            Aten.copy_(MutableValue(), sum);
        }
        return read_value ? AsTensor() : _value;
    }

    public Tensor assign_sub<T>(T value, bool use_locking = false, string? name = null, bool read_value = true)
    {
        using (new Scope("assign_sub"))
        {
            Tensor difference = Aten.sub(_value, Operand(value, "assign_sub"));
            Aten.copy_(MutableValue(), difference);
        }
        return read_value ? AsTensor() : _value;
    }

    /// <summary>Applied to the value after every optimizer step.</summary>
    internal Func<Tensor, Tensor>? Constraint { get; set; }

    public override string ToString() => $"<tf.Variable '{Name}' shape={shape} dtype={dtype.as_numpy_name()}>";

    public static implicit operator Tensor(ResourceVariable variable) => variable.AsTensor();

    public static Tensor operator +(ResourceVariable x, int y) => x.AsTensor() + y;

    public static Tensor operator +(ResourceVariable x, float y) => x.AsTensor() + y;

    public static Tensor operator +(ResourceVariable x, double y) => x.AsTensor() + y;

    public static Tensor operator +(ResourceVariable x, Tensor y) => x.AsTensor() + y;

    public static Tensor operator +(ResourceVariable x, ResourceVariable y) => x.AsTensor() + y.AsTensor();

    public static Tensor operator -(ResourceVariable x, int y) => x.AsTensor() - y;

    public static Tensor operator -(ResourceVariable x, float y) => x.AsTensor() - y;

    public static Tensor operator -(ResourceVariable x, double y) => x.AsTensor() - y;

    public static Tensor operator -(ResourceVariable x, Tensor y) => x.AsTensor() - y;

    public static Tensor operator -(ResourceVariable x, ResourceVariable y) => x.AsTensor() - y.AsTensor();

    public static Tensor operator *(ResourceVariable x, ResourceVariable y) => x.AsTensor() * y.AsTensor();

    public static Tensor operator *(ResourceVariable x, Tensor y) => x.AsTensor() * y;

    public static Tensor operator *(ResourceVariable x, float y) => x.AsTensor() * y;

    public static Tensor operator /(ResourceVariable x, Tensor y) => x.AsTensor() / y;

    public static Tensor operator /(ResourceVariable x, float y) => x.AsTensor() / y;

    private Tensor Operand<T>(T value, string what)
    {
        Tensor source = value switch
        {
            ResourceVariable v => v._value,
            Tensor t => t,
            _ => Converted(value!),
        };
        if (source.shape != shape)
            throw new ValueError(
                $"Cannot assign value to variable ' {Name}': Shape mismatch.The variable shape {shape}, and the assigned value shape {source.shape} are incompatible.");
        if (source.dtype != dtype)
            throw new ValueError($"{what}: variable '{Name}': expected {dtype.as_numpy_name()}; received {source.dtype.as_numpy_name()}");
        return source;
    }

    /// <summary>Numbers and arrays are made where the variable is: a counter on the processor must not travel by the GPU.</summary>
    private Tensor Converted(object value)
    {
        using (Tensorflow.Device.Use(_memory?.Device ?? Tensorflow.Device.Current))
            return ops.convert_to_tensor(value, dtype);
    }

    /// <summary>Memory of this variable's layout, in no scope and known by its share.</summary>
    private Tensor NewMemory(Device device)
    {
        long[] strides = WeightLayouts.Strides(Layout, shape);
        Tensor memory;
        using (var scope = new Scope("variable"))
            memory = scope.Return(new Tensor(HostMemory.NewEmptyStrided(shape.Span, strides, dtype, device), new StorageShare()) { Source = this });
        memory.Pin();
        return memory;
    }

    private void Replace(Tensor fresh)
    {
        Tensor old = _value;
        _memory = fresh;
        old.Unpin();
        old.Dispose();
    }
}

/// <summary>How a weight lies in memory, whatever its logical axes.</summary>
internal enum WeightLayout
{
    /// <summary>As its shape says.</summary>
    RowMajor,

    /// <summary>A convolution kernel seen as HWIO, in memory OHWI: what LibTorch's weight gradient has and its fast kernels want.</summary>
    ConvKernel,

    /// <summary>A depthwise kernel seen as (h, w, channels, multiplier), in memory (channels, multiplier, h, w).</summary>
    DepthwiseKernel,
}

internal static class WeightLayouts
{
    internal static long[] Strides(WeightLayout layout, Shape shape)
    {
        int[] order = layout switch
        {
            WeightLayout.ConvKernel when shape.ndim == 4 => [3, 0, 1, 2],
            WeightLayout.DepthwiseKernel when shape.ndim == 4 => [2, 3, 0, 1],
            _ => [.. Enumerable.Range(0, shape.ndim)],
        };
        var strides = new long[shape.ndim];
        long n = 1;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            strides[order[i]] = n;
            n *= Math.Max(shape[order[i]], 1);
        }
        return strides;
    }
}
