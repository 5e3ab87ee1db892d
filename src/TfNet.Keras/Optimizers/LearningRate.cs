using NumSharp;

namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// An optimizer's learning rate: a number that can be set at any time, or a schedule that gives it for each step.
/// It is held on the processor, so setting and reading it never waits for a device.
/// </summary>
public sealed class LearningRate : IVariableV1
{
    private static long s_ids;

    private double _value;

    public LearningRate(double value)
    {
        _value = Checked(value);
    }

    public LearningRate(LearningRateSchedule schedule)
    {
        Schedule = schedule ?? throw new ValueError("learning_rate: expected a number or a schedule; received null");
        _value = schedule.Call(0);
    }

    /// <summary>The schedule, or null where the rate is a number.</summary>
    public LearningRateSchedule? Schedule { get; private set; }

    /// <summary>The rate; under a schedule the one used in the last step.</summary>
    public double Value => _value;

    // Far below the ids of resource variables, which count down from -1.
    public long UniqueId { get; } = long.MinValue + Interlocked.Increment(ref s_ids);

    public string Name => "learning_rate:0";

    public Tensor Handle => AsTensor();

    public string Device => "/CPU:0";

    public TF_DataType dtype => TF_DataType.TF_FLOAT;

    public Shape shape => Shape.Scalar;

    public bool Trainable => false;

    public Tensor assign<T>(T value, bool use_locking = false, string? name = null, bool read_value = true)
    {
        if (Schedule != null)
            throw new TypeError(
                "This optimizer was created with a `LearningRateSchedule` object as its `learning_rate` constructor argument, "
                + "hence its learning rate is not settable. If you need the learning rate to be settable, you should instantiate "
                + "the optimizer with a float `learning_rate` argument.");
        _value = Checked(NumberOf(value));
        return AsTensor();
    }

    public Tensor assign_add<T>(T value, bool use_locking = false, string? name = null, bool read_value = true) =>
        assign(_value + NumberOf(value));

    public Tensor assign_sub<T>(T value, bool use_locking = false, string? name = null, bool read_value = true) =>
        assign(_value - NumberOf(value));

    public Tensor AsTensor(TF_DataType dtype = TF_DataType.DtInvalid, string? name = null, bool as_ref = false) =>
        dtype == TF_DataType.TF_DOUBLE ? new Tensor(_value) : new Tensor((float)_value);

    public NDArray numpy() => AsTensor().numpy();

    public override string ToString() => ((float)_value).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Takes another's number or schedule: what <c>optimizer.learning_rate = x</c> means.</summary>
    internal void TakeFrom(LearningRate other)
    {
        if (other.Schedule is null)
        {
            assign(other._value);
            return;
        }
        Schedule = other.Schedule;
        _value = other._value;
    }

    /// <summary>Takes over the rate of a checkpoint; a schedule stays and gives the next step's.</summary>
    internal void Restore(double value) => _value = Checked(value);

    /// <summary>Asks the schedule for a step's rate.</summary>
    internal void BeginStep(long iterations)
    {
        if (Schedule != null)
            _value = Schedule.Call(iterations);
    }

    /// <summary>As configs carry it: the float32 number, or the serialized schedule.</summary>
    internal object ToConfig() => Schedule is null ? (double)(float)_value : Schedule.Serialize();

    internal static LearningRate FromConfig(IDictionary<string, object?> config, double otherwise)
    {
        if (config.TryGetValue("learning_rate", out object? value) && ConfigValues.Serialized(value) is { } serialized)
            return new LearningRate(LearningRateSchedule.Deserialize(serialized.ClassName, serialized.Config));
        return new LearningRate(config.Double("learning_rate", otherwise));
    }

    public static implicit operator LearningRate(float value) => new(ConfigValues.AsWritten(value));

    public static implicit operator LearningRate(double value) => new(value);

    public static implicit operator LearningRate(LearningRateSchedule schedule) => new(schedule);

    public static explicit operator float(LearningRate rate) => (float)rate._value;

    public static explicit operator double(LearningRate rate) => rate._value;

    public static implicit operator Tensor(LearningRate rate) => rate.AsTensor();

    private static double NumberOf<T>(T value) => value switch
    {
        float f => ConfigValues.AsWritten(f),
        double d => d,
        int i => i,
        Tensor t => (double)t,
        IVariableV1 v => (double)v.AsTensor(),
        NDArray a => (double)new Tensor(a),
        _ => throw new TypeError($"learning_rate: expected a number; received {value?.GetType().Name ?? "null"}"),
    };

    private static double Checked(double value) =>
        double.IsNaN(value) ? throw new ValueError("learning_rate: expected a number; received NaN") : value;
}
