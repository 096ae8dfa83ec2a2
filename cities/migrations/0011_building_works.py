from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0010_partner_cites_once'),
    ]

    operations = [
        migrations.AlterField(
            model_name='closure',
            name='reason',
            field=models.CharField(choices=[('holiday', 'Public holiday'), ('leave', 'Yearly closure'), ('works', 'Building works'), ('event', 'Event elsewhere'), ('other', 'Exceptional closure')], default='other', max_length=10, verbose_name='reason'),
        ),
    ]
